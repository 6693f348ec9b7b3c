package io.treeline.receiver.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.scan.DecodedRequest;
import io.treeline.receiver.scan.RefusedException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads the messages of one JSON document into a buffer, each as its shape says.
final class JsonMessageReader {
  /// Messages inside messages: the eight levels of OTLP, and AnyValues more than 160 deep.
  static final int MAX_DEPTH = 500;

  private final JsonParser in;
  private final ProtoBuffer out;
  private final JsonScalars scalars;
  private int leftOut;
  private @Nullable Refusal firstProblem;

  JsonMessageReader(JsonParser in, ProtoBuffer out) {
    this.in = in;
    this.out = out;
    this.scalars = new JsonScalars(in, out);
  }

  /// Reads one object to its end; an item that cannot be read is left out alone.
  DecodedRequest readRequest(MessageShape shape) throws IOException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw malformed("an object is expected");
    }
    try {
      readFields(shape, 1);
    } catch (ItemException e) {
      // It is in none: a resource or a scope, which all items below it need.
      throw new RefusedException(e.refusal());
    }
    if (in.nextToken() != null) {
      throw malformed("more than one object");
    }
    return new DecodedRequest(out.toByteArray(), leftOut, firstProblem);
  }

  private void readFields(MessageShape shape, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new ItemException(
          Refusal.permanent(
              RefusalReason.TOO_DEEP, "nested deeper than " + MAX_DEPTH + " messages"));
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      FieldShape field = shape.field(in.currentName());
      JsonToken value = in.nextToken();
      if (field == null) {
        in.skipChildren();
      } else if (value != JsonToken.VALUE_NULL) {
        readField(field, value, depth);
      }
    }
  }

  private void readField(FieldShape field, @Nullable JsonToken value, int depth)
      throws IOException {
    if (!field.repeated()) {
      readSingle(field, value, depth);
    } else if (value != JsonToken.START_ARRAY) {
      throw malformed("an array is expected");
    } else if (field.packed()) {
      readPacked(field);
    } else {
      readElements(field, depth);
    }
  }

  private void readSingle(FieldShape field, @Nullable JsonToken value, int depth)
      throws IOException {
    if (field.message() == null) {
      scalars.writeField(field);
    } else if (value != JsonToken.START_OBJECT) {
      throw malformed("an object is expected");
    } else {
      out.varint(field.tag());
      int begun = out.begin();
      readFields(field.message(), depth + 1);
      out.end(begun);
    }
  }

  private void readElements(FieldShape field, int depth) throws IOException {
    JsonToken value = in.nextToken();
    while (value != JsonToken.END_ARRAY) {
      readElement(field, value, depth);
      value = in.nextToken();
    }
  }

  /// null stands for an empty message, as it does for the Collector.
  private void readElement(FieldShape field, @Nullable JsonToken value, int depth)
      throws IOException {
    if (value == JsonToken.VALUE_NULL && field.message() != null) {
      out.varint(field.tag());
      out.end(out.begin());
    } else if (field.message() != null && field.message().isItem()) {
      readItem(field, value, depth);
    } else {
      readSingle(field, value, depth);
    }
  }

  private void readItem(FieldShape field, @Nullable JsonToken value, int depth) throws IOException {
    int begun = out.size();
    int level = in.getParsingContext().getNestingDepth();
    try {
      readSingle(field, value, depth);
    } catch (ItemException e) {
      out.cut(begun);
      leftOut++;
      firstProblem = firstProblem == null ? e.refusal() : firstProblem;
      skipTo(level);
    }
  }

  /// Goes to the end of the object of that level, in which the parser stands.
  private void skipTo(int level) throws IOException {
    while (in.getParsingContext().getNestingDepth() >= level) {
      if (in.nextToken() == null) {
        throw malformed("the item does not end");
      }
    }
  }

  private void readPacked(FieldShape field) throws IOException {
    out.varint(field.packedTag());
    int begun = out.begin();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      scalars.writeValue(field);
    }
    out.end(begun);
  }

  private RefusedException malformed(String problem) {
    return OtlpJsonTranscoder.malformed(problem, in.currentTokenLocation());
  }
}
