package io.treeline.model;

import org.jspecify.annotations.Nullable;

/// A named agent of a run, the agent that called or handed over to it, and how often it ran.
public record AgentUse(String name, @Nullable String parent, int invocations) {}
