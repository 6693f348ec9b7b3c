package io.treeline.query.cli;

import io.treeline.query.api.ApiException;
import io.treeline.query.api.ApiHandler;
import io.treeline.query.api.ApiRequest;
import io.treeline.query.json.JsonDocument;
import io.treeline.query.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Asks the read API for documents and turns problem documents into [ApiException].
final class ApiClient {
  private static final String ROOT = "/api/v1";
  private static final int ACCEPTED = 202;
  private static final int MULTIPLE_CHOICES = 300;

  private final ApiHandler api;

  ApiClient(ApiHandler api) {
    this.api = api;
  }

  /// A list inside a document: the field of its items, the field that says what the page leaves out
  /// (empty when the document itself does), the most that one page holds.
  record Paged(String items, String page, int pageLimit) {}

  /// One document; for a trace with several runs the one that lists them.
  JsonValue get(String path, Map<String, String> parameters) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int status = ask(ApiRequest.get(ROOT + path, parameters), body, body);
    if (status != 200 && status != MULTIPLE_CHOICES) {
      throw problem(status, body.toByteArray());
    }
    return JsonDocument.parse(body.toByteArray());
  }

  /// Copies a body to `out` as it comes.
  void stream(String path, Map<String, String> parameters, OutputStream out) throws IOException {
    ByteArrayOutputStream problem = new ByteArrayOutputStream();
    int status = ask(ApiRequest.get(ROOT + path, parameters), out, problem);
    if (status != 200) {
      throw problem(status, problem.toByteArray());
    }
  }

  /// The document with up to `limit` items, from as many pages as that takes; as it is when it has
  /// no such list.
  JsonValue get(String path, Map<String, String> parameters, Paged paged, int limit)
      throws IOException {
    List<JsonValue> items = new ArrayList<>();
    Map<String, String> asked = new HashMap<>(parameters);
    JsonValue document;
    String cursor;
    do {
      asked.put("limit", Integer.toString(Math.min(paged.pageLimit, limit - items.size())));
      document = get(path, asked);
      if (document.get(paged.items).isNull()) {
        return document;
      }
      items.addAll(document.get(paged.items).items());
      cursor = pageOf(document, paged).get("next_cursor").text();
      if (cursor != null) {
        asked.put("cursor", cursor);
      }
    } while (cursor != null && items.size() < limit);
    return merged(document, paged, items);
  }

  private static JsonValue pageOf(JsonValue document, Paged paged) {
    return paged.page.isEmpty() ? document : document.get(paged.page);
  }

  /// The last page's document with the items of all pages in it.
  private static JsonValue merged(JsonValue document, Paged paged, List<JsonValue> items) {
    JsonValue all = document.with(paged.items, new JsonValue.Arr(items));
    JsonValue returned = new JsonValue.Num(Integer.toString(items.size()));
    return paged.page.isEmpty()
        ? all.with("returned", returned)
        : all.with(paged.page, all.get(paged.page).with("returned", returned));
  }

  /// The answer to a request that changes something.
  JsonValue send(String method, String path, Map<String, String> parameters) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int status = ask(ApiRequest.of(method, ROOT + path, parameters), body, body);
    if (status != 200 && status != ACCEPTED) {
      throw problem(status, body.toByteArray());
    }
    return JsonDocument.parse(body.toByteArray());
  }

  private int ask(ApiRequest request, OutputStream good, OutputStream other) throws IOException {
    int[] status = new int[1];
    api.handle(
        request,
        (code, headers) -> {
          status[0] = code;
          return code == 200 ? good : other;
        });
    return status[0];
  }

  private static ApiException problem(int status, byte[] body) {
    String detail;
    try {
      detail = JsonDocument.parse(body).get("detail").text("the server answered " + status);
    } catch (IOException e) {
      detail = "the server answered " + status + " and no problem document";
    }
    return ApiException.of(status, detail);
  }
}
