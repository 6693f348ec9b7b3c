package io.treeline.storage.codec;

import io.treeline.model.Claim;
import io.treeline.model.TraceId;
import io.treeline.proto.store.v1.StoredClaim;
import io.treeline.proto.store.v1.StoredForeignClaims;
import java.util.List;

/// Claims as values of the `view` column family.
public final class ClaimCodec {
  private static final String WHAT = "claim";

  private ClaimCodec() {}

  public static byte[] write(Claim claim) {
    return StoredMessage.write(stored(claim));
  }

  public static Claim read(byte[] value) {
    return claim(StoredMessage.read(value, StoredClaim.parser(), WHAT));
  }

  public static byte[] writeAll(List<Claim> claims) {
    StoredForeignClaims.Builder all = StoredForeignClaims.newBuilder();
    claims.forEach(claim -> all.addClaims(stored(claim)));
    return StoredMessage.write(all.build());
  }

  public static List<Claim> readAll(byte[] value) {
    return StoredMessage.read(value, StoredForeignClaims.parser(), WHAT).getClaimsList().stream()
        .map(ClaimCodec::claim)
        .toList();
  }

  private static StoredClaim stored(Claim claim) {
    StoredClaim.Builder stored =
        StoredClaim.newBuilder()
            .setResponseHash(claim.responseHash())
            .setTraceIdHigh(claim.traceId().high())
            .setTraceIdLow(claim.traceId().low())
            .setSpanId(claim.spanId())
            .setStartUnixNanos(claim.startUnixNanos())
            .setEndUnixNanos(claim.endUnixNanos())
            .setModel(claim.model())
            .setTokens(MetricsCodec.tokens(claim.tokens()))
            .setBelowAgent(claim.belowAgent());
    if (claim.sessionId() != null) {
      stored.setSessionId(claim.sessionId());
    }
    return stored.build();
  }

  private static Claim claim(StoredClaim stored) {
    return new Claim(
        stored.getResponseHash(),
        new TraceId(stored.getTraceIdHigh(), stored.getTraceIdLow()),
        stored.getSpanId(),
        stored.getStartUnixNanos(),
        stored.getEndUnixNanos(),
        stored.getModel(),
        stored.hasSessionId() ? stored.getSessionId() : null,
        MetricsCodec.tokens(stored.getTokens()),
        stored.getBelowAgent());
  }
}
