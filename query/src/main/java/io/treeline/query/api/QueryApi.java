package io.treeline.query.api;

import io.treeline.model.read.RunReader;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.StoreOperations;
import io.treeline.model.store.StoreOperations.Scope;
import io.treeline.model.telemetry.Telemetry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The API under `/api/v1`, over whatever a [RunReader] reads.
public final class QueryApi implements ApiHandler {
  private static final System.Logger LOG = System.getLogger(QueryApi.class.getName());

  private final Router router = new Router();

  /// An API that only reads.
  public QueryApi(RunReader reader, Telemetry telemetry, ServerInfo server, InstantSource clock) {
    this(reader, telemetry, server, clock, null);
  }

  /// @param operations what may be asked of the store beyond reading; null: nothing
  public QueryApi(
      RunReader reader,
      Telemetry telemetry,
      ServerInfo server,
      InstantSource clock,
      @Nullable StoreOperations operations) {
    RunEndpoints runs = new RunEndpoints(reader, clock);
    SessionEndpoints sessions = new SessionEndpoints(reader);
    TraceEndpoint traces = new TraceEndpoint(reader);
    SpanEndpoints spans = new SpanEndpoints(reader);
    FindingEndpoint findings = new FindingEndpoint(reader, clock);
    ExportEndpoint export = new ExportEndpoint(reader);
    StatusEndpoint status = new StatusEndpoint(reader, telemetry, server, clock);
    router
        .add("/api/v1/runs", runs::list)
        .add("/api/v1/runs/{id}", runs::one)
        .add("/api/v1/traces/{id}", traces::answer)
        .add("/api/v1/traces/{id}/spans/{id}", spans::ofTrace)
        .add("/api/v1/spans/{id}", spans::one)
        .add("/api/v1/dialects", spans::dialects)
        .add("/api/v1/findings", findings::list)
        .add("/api/v1/sessions", sessions::list)
        .add("/api/v1/sessions/{id}", sessions::one)
        .add("/api/v1/export", export::answer)
        .add("/api/v1/status", status::answer);
    if (operations != null) {
      OperationEndpoints operate = new OperationEndpoints(operations, clock);
      router
          .add("DELETE", "/api/v1/traces/{id}", operate.forget(Scope.TRACE))
          .add("DELETE", "/api/v1/sessions/{id}", operate.forget(Scope.SESSION))
          .add("DELETE", "/api/v1/users/{id}", operate.forget(Scope.USER))
          .add("PUT", "/api/v1/backup", operate::backup)
          .add("PUT", "/api/v1/reindex", operate::reindex);
    }
  }

  @Override
  public void handle(ApiRequest request, ApiResponse response) throws IOException {
    Tracked tracked = new Tracked(response);
    try {
      router.answer(request, tracked);
    } catch (ApiException problem) {
      tracked.problem(problem, problem);
    } catch (StoreException e) {
      tracked.problem(ApiException.of(503, e.getMessage() == null ? "" : e.getMessage()), e);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a read request failed", e);
      tracked.problem(ApiException.of(500, "the request failed; the server's log says why"), e);
    }
  }

  /// Knows whether an answer has begun: then an error can only break it off.
  private static final class Tracked implements ApiResponse {
    private final ApiResponse target;
    private boolean begun;

    Tracked(ApiResponse target) {
      this.target = target;
    }

    @Override
    public OutputStream begin(int status, Map<String, String> headers) throws IOException {
      begun = true;
      return target.begin(status, headers);
    }

    void problem(ApiException problem, RuntimeException cause) throws IOException {
      if (begun) {
        throw new IOException("the answer broke off: " + problem.detail(), cause);
      }
      ProblemJson.write(this, problem);
    }
  }
}
