package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.RouteAction.Body;
import io.limpet.model.istio.RouteAction.DirectResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Reads answers of the gateway itself, as Istio's webhook takes them (`validateHTTPDirectResponse`
/// in its `pkg/config/validation`).
final class DirectResponseReader {
  private static final int MOST_BYTES = 1 << 20;
  private static final int MANY_BYTES = 100 << 10;

  private DirectResponseReader() {}

  static DirectResponse read(Fields response) {
    if (!response.has("status")) {
      response.refuse("status", "missing-field", "is missing; write a number from 200 to 599");
    }
    int status = LooseNumbers.required(response, "status", 200, 599);
    Body body = response.block("body", DirectResponseReader::body);
    return new DirectResponse(status, body == null ? new Body.None() : body);
  }

  private static Body body(Fields body) {
    body.oneOf("string", "bytes");
    if (body.has("bytes")) {
      return bytes(body);
    }
    if (!body.has("string")) {
      return new Body.None();
    }
    String text = body.text("string");
    checkSize(body, "string", text.getBytes(StandardCharsets.UTF_8).length);
    return new Body.Text(text);
  }

  private static Body bytes(Fields body) {
    String base64 = body.text("bytes");
    try {
      checkSize(body, "bytes", Base64.getDecoder().decode(base64).length);
    } catch (IllegalArgumentException notBase64) {
      body.refuse("bytes", "bad-base64", "is no base64; write it with padding");
    }
    return new Body.Bytes(base64);
  }

  private static void checkSize(Fields body, String key, int bytes) {
    if (bytes > MOST_BYTES) {
      body.refuse(key, Webhook.CODE, "has " + bytes + " bytes; at most 1 MiB may be answered");
    } else if (bytes > MANY_BYTES) {
      body.warn(key, "long-body", "has " + bytes + " bytes, which every gateway must hold");
    }
  }
}
