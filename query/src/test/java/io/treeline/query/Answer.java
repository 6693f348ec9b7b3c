package io.treeline.query;

import io.treeline.query.api.ApiHandler;
import io.treeline.query.api.ApiRequest;
import io.treeline.query.json.JsonDocument;
import io.treeline.query.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// An answer of the API, whole.
public record Answer(int status, Map<String, String> headers, byte[] body) {

  /// Asks in-process; `target` is a path with its query, as in a request line.
  public static Answer of(ApiHandler api, String target, String... headers) throws IOException {
    return ofMethod(api, "GET", target, headers);
  }

  public static Answer ofMethod(ApiHandler api, String method, String target, String... headers)
      throws IOException {
    Map<String, String> sent = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      sent.put(headers[i], headers[i + 1]);
    }
    int query = target.indexOf('?');
    ApiRequest request =
        new ApiRequest(
            method,
            query < 0 ? target : target.substring(0, query),
            query < 0 ? null : target.substring(query + 1),
            sent);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int[] status = new int[1];
    Map<String, String> received = new HashMap<>();
    api.handle(
        request,
        (code, fields) -> {
          status[0] = code;
          received.putAll(fields);
          return body;
        });
    return new Answer(status[0], received, body.toByteArray());
  }

  public JsonValue json() throws IOException {
    return JsonDocument.parse(body);
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
