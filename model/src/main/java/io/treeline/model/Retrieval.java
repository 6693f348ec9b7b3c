package io.treeline.model;

/// A search in a document or vector store; `documents` is -1 when not reported.
public record Retrieval(StepHeader header, int documents) implements Step {}
