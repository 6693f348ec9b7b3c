package io.treeline.processor.tree;

import io.treeline.model.Charge;
import io.treeline.model.StepCost;
import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.Output;
import io.treeline.processor.trace.TraceSpan;
import org.jspecify.annotations.Nullable;

/// What the ledger counts once: a provider call, a failed attempt at one, or a container whose
/// calls nobody recorded.
///
/// `span` is the one charged. Tokens, fields, finish and output are its own, completed from the
/// other layers and twins that show the same call.
record Call(
    TraceSpan span,
    Charge charge,
    TokenUsage tokens,
    Fields fields,
    @Nullable String finish,
    Output output,
    StepCost cost) {

  Call with(Charge itsCharge, TokenUsage itsTokens, StepCost itsCost) {
    return new Call(span, itsCharge, itsTokens, fields, finish, output, itsCost);
  }

  /// The model that answered, else the one asked for.
  @Nullable String model() {
    String answered = fields.text(Field.RESPONSE_MODEL);
    return answered == null ? fields.text(Field.REQUEST_MODEL) : answered;
  }

  boolean isFailed() {
    return charge == Charge.FAILED;
  }

  /// Whether one call to a provider stands behind it, not a closed container.
  boolean isProviderCall() {
    return span.kind().isBilled();
  }

  boolean isUnpriced() {
    return !isFailed() && !cost.isKnown();
  }
}
