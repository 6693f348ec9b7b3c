package io.treeline.model.store;

import io.treeline.model.ingest.Chunk;

/// A chunk as read back from the log, with its place in it.
public record StoredChunk(long sequence, int bucket, Chunk chunk) {}
