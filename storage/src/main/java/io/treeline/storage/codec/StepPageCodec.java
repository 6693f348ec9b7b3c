package io.treeline.storage.codec;

import io.treeline.model.AgentStep;
import io.treeline.model.Charge;
import io.treeline.model.ChargeReason;
import io.treeline.model.LlmCall;
import io.treeline.model.OtherStep;
import io.treeline.model.Retrieval;
import io.treeline.model.Step;
import io.treeline.model.StepCost;
import io.treeline.model.StepHeader;
import io.treeline.model.StepKind;
import io.treeline.model.StepState;
import io.treeline.model.StepStatus;
import io.treeline.model.TokenUsage;
import io.treeline.model.ToolCall;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The pages of the `tree` column family: version 1 · number of steps · texts · steps (ADR-0002).
/// What is read equals what was written.
public final class StepPageCodec {
  private static final byte VERSION = 1;
  private static final String WHAT = "page of steps";

  private static final int AGENT = 1;
  private static final int CALL = 2;
  private static final int TOOL = 3;
  private static final int RETRIEVAL = 4;
  private static final int OTHER = 5;

  private StepPageCodec() {}

  /// Takes the steps of a page in turn.
  @FunctionalInterface
  public interface Sink {
    /// @return whether it wants more
    boolean accept(int index, Step step, int stepsBelow);
  }

  /// @param below for each of all steps how many hang below it
  /// @param from the first step of the page
  /// @param to after the last
  public static byte[] write(List<Step> steps, int[] below, int from, int to) {
    StepBytes out = new StepBytes();
    for (int i = from; i < to; i++) {
      out.count(below[i]);
      write(out, steps.get(i));
    }
    return out.page(VERSION, to - from);
  }

  /// Gives the steps of a page to the sink, from one on; whether it wants more.
  public static boolean read(byte[] page, int from, Sink sink) {
    RecordVersion.check(page.length > 0, WHAT, "0 bytes");
    RecordVersion.check(page[0], VERSION, WHAT);
    try {
      StepText in = new StepText(ByteBuffer.wrap(page, 1, page.length - 1));
      for (int i = 0; i < in.steps(); i++) {
        int below = (int) in.count();
        Step step = read(in);
        if (i >= from && !sink.accept(i, step, below)) {
          return false;
        }
      }
      return true;
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
      throw RecordVersion.damaged(WHAT, String.valueOf(e.getMessage()));
    }
  }

  private static void write(StepBytes out, Step step) {
    switch (step) {
      case AgentStep agent -> {
        header(out.put(AGENT), agent.header());
        out.text(agent.agentName()).text(agent.model()).text(agent.provider());
        tokens(out, agent.reported());
        charge(out, agent.charge(), agent.reason(), agent.cost());
      }
      case LlmCall call -> {
        header(out.put(CALL), call.header());
        out.text(call.model()).text(call.requestModel()).text(call.provider());
        tokens(out, call.tokens());
        charge(out, call.charge(), call.reason(), call.cost());
        out.text(call.finishReason()).count(call.toolDecisions().size());
        call.toolDecisions().forEach(out::text);
        out.known(call.timeToFirstTokenNanos()).text(call.responseId());
      }
      case ToolCall tool -> {
        header(out.put(TOOL), tool.header());
        out.text(tool.tool()).text(tool.toolCallId());
      }
      case Retrieval retrieval -> {
        header(out.put(RETRIEVAL), retrieval.header());
        out.known(retrieval.documents());
      }
      case OtherStep other -> header(out.put(OTHER), other.header());
    }
  }

  private static Step read(StepText in) {
    int form = in.octet();
    StepHeader header = header(in);
    return switch (form) {
      case AGENT ->
          new AgentStep(
              header,
              in.optional(),
              in.optional(),
              in.optional(),
              tokens(in),
              charge(in),
              reason(in),
              cost(in));
      case CALL ->
          new LlmCall(
              header,
              in.optional(),
              in.optional(),
              in.optional(),
              tokens(in),
              charge(in),
              reason(in),
              cost(in),
              in.optional(),
              decisions(in),
              in.known(),
              in.optional());
      case TOOL -> new ToolCall(header, in.optional(), in.optional());
      case RETRIEVAL -> new Retrieval(header, (int) in.known());
      case OTHER -> new OtherStep(header);
      default -> throw new IllegalArgumentException("step of form " + form);
    };
  }

  private static void header(StepBytes out, StepHeader header) {
    out.fixed(header.spanId())
        .fixed(header.parentSpanId())
        .fixed(header.logicalParentId())
        .text(header.kind().name())
        .text(header.name())
        .text(header.state().name())
        .text(header.agent())
        .fixed(header.startUnixNanos())
        .known(header.durationNanos())
        .text(header.status().name())
        .text(header.errorType())
        .text(header.errorMessage())
        .count(header.depth())
        .text(header.dialect());
  }

  private static StepHeader header(StepText in) {
    return new StepHeader(
        in.fixed(),
        in.fixed(),
        in.fixed(),
        StepKind.valueOf(in.text()),
        in.text(),
        StepState.valueOf(in.text()),
        in.optional(),
        in.fixed(),
        in.known(),
        StepStatus.valueOf(in.text()),
        in.optional(),
        in.optional(),
        (int) in.count(),
        in.optional());
  }

  private static void tokens(StepBytes out, TokenUsage tokens) {
    out.known(tokens.input())
        .known(tokens.output())
        .known(tokens.total())
        .known(tokens.cacheRead())
        .known(tokens.cacheWrite())
        .known(tokens.reasoning());
  }

  private static TokenUsage tokens(StepText in) {
    return new TokenUsage(in.known(), in.known(), in.known(), in.known(), in.known(), in.known());
  }

  private static void charge(StepBytes out, Charge charge, ChargeReason reason, StepCost cost) {
    out.text(charge.name())
        .text(reason.words())
        .fixed(reason.chargedSpanId())
        .known(cost.nanoUsd())
        .text(cost.price())
        .text(cost.prices())
        .known(cost.reportedNanoUsd())
        .known(cost.estimatedNanoUsd());
  }

  private static Charge charge(StepText in) {
    return Charge.valueOf(in.text());
  }

  private static ChargeReason reason(StepText in) {
    return new ChargeReason(in.text(), in.fixed());
  }

  private static StepCost cost(StepText in) {
    return new StepCost(in.known(), in.optional(), in.optional(), in.known(), in.known());
  }

  private static List<String> decisions(StepText in) {
    long count = in.count();
    List<String> decisions = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      decisions.add(in.text());
    }
    return decisions;
  }
}
