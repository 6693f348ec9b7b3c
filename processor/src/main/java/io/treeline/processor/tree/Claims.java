package io.treeline.processor.tree;

import io.treeline.model.Charge;
import io.treeline.model.Claim;
import io.treeline.model.TokenUsage;
import io.treeline.model.TraceId;
import io.treeline.processor.facts.Field;
import io.treeline.processor.trace.RunSpans;
import io.treeline.processor.trace.TraceSpan;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which calls of a trace may be shown by other traces, and when two claims mean the same call.
///
/// A response id alone does not decide: some servers repeat theirs. The calls must overlap in time,
/// be of the same model, and be of one session or have the same input tokens. Of several traces
/// that show a call, the one that tells most charges it; the rule is the same seen from any of
/// them.
public final class Claims {
  /// The claim that charges the call comes first.
  public static final Comparator<Claim> ORDER =
      Comparator.comparingInt((Claim claim) -> -TwinCalls.knownCounts(claim.tokens()))
          .thenComparingInt(claim -> claim.belowAgent() ? 0 : 1)
          .thenComparingLong(claim -> claim.tokens().output())
          .thenComparing(Claim::traceId)
          .thenComparing((a, b) -> Long.compareUnsigned(a.spanId(), b.spanId()));

  /// How many calls of one trace are looked for elsewhere.
  private static final int MAX_CLAIMS = 10_000;

  private Claims() {}

  /// The claims of a run, by the steps that make them: its answered calls with a response id.
  ///
  /// @param sessionId null when the session is implicit
  static Map<TraceSpan, Claim> of(
      TraceId traceId, RunSpans run, Charges charges, @Nullable String sessionId) {
    Map<TraceSpan, Claim> claims = new LinkedHashMap<>();
    for (TraceSpan step : run.steps()) {
      Call call = charges.call(step);
      String response = call == null ? null : call.fields().text(Field.RESPONSE_ID);
      boolean isNamed = response != null && !response.isBlank();
      if (call != null && isNamed && isAnswered(call) && claims.size() < MAX_CLAIMS) {
        claims.put(step, claim(traceId, step, call, String.valueOf(response), sessionId));
      }
    }
    return claims;
  }

  private static boolean isAnswered(Call call) {
    return call.charge() == Charge.CHARGED && call.isProviderCall() && call.span().isClosed();
  }

  private static Claim claim(
      TraceId traceId, TraceSpan step, Call call, String response, @Nullable String sessionId) {
    String model = call.model();
    return new Claim(
        hash(response),
        traceId,
        step.id(),
        step.startNanos(),
        step.endNanos(),
        model == null ? "" : model,
        sessionId,
        call.tokens(),
        step.agent() != null);
  }

  /// The first eight bytes of a response id's SHA-256.
  static long hash(String responseId) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(responseId.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Whether two claims, of different traces, mean the same provider call.
  public static boolean isSameCall(Claim a, Claim b) {
    return a.responseHash() == b.responseHash()
        && !a.traceId().equals(b.traceId())
        && Long.compareUnsigned(a.startUnixNanos(), b.endUnixNanos()) <= 0
        && Long.compareUnsigned(b.startUnixNanos(), a.endUnixNanos()) <= 0
        && isSameModel(a.model(), b.model())
        && (isSameSession(a, b) || hasSameInput(a.tokens(), b.tokens()));
  }

  private static boolean isSameModel(String a, String b) {
    return a.isEmpty() || b.isEmpty() || TwinCalls.isSameName(a, b);
  }

  private static boolean isSameSession(Claim a, Claim b) {
    return a.sessionId() != null && a.sessionId().equals(b.sessionId());
  }

  /// Of a stream, one view may count more output than there was.
  private static boolean hasSameInput(TokenUsage a, TokenUsage b) {
    return agree(a.input(), b.input());
  }

  private static boolean agree(long a, long b) {
    return a == b || a == TokenUsage.UNKNOWN || b == TokenUsage.UNKNOWN;
  }

  /// Whether the first of two claims to one call charges it.
  static boolean goesBefore(Claim a, Claim b) {
    return ORDER.compare(a, b) < 0;
  }
}
