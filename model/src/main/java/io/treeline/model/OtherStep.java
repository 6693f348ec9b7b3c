package io.treeline.model;

/// Guardrail, evaluator, prompt, hand-off, plain step or infrastructure: see [StepHeader#kind].
public record OtherStep(StepHeader header) implements Step {}
