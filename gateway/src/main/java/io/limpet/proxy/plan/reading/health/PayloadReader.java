package io.limpet.proxy.plan.reading.health;

import io.envoyproxy.envoy.config.core.v3.HealthCheck.Payload;
import io.limpet.proxy.plan.HealthCheckPlan.Pieces;
import io.limpet.proxy.plan.reading.fields.Place;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The bytes that a health check sends or waits for; `text` is their hexadecimal digits.
final class PayloadReader {
  private PayloadReader() {}

  /// `field` is what a message calls its payloads.
  static Pieces all(List<Payload> payloads, String field, Place place) {
    List<ByteBuffer> pieces = new ArrayList<>();
    for (int i = 0; i < payloads.size(); i++) {
      pieces.add(one(payloads.get(i), place.at(field, i)));
    }
    return new Pieces(pieces);
  }

  static ByteBuffer one(Payload payload, Place place) {
    return switch (payload.getPayloadCase()) {
      case TEXT -> hex(payload.getText(), place.at("text"));
      case BINARY -> payload.getBinary().asReadOnlyByteBuffer();
      case PAYLOAD_NOT_SET -> ByteBuffer.allocate(0);
    };
  }

  private static ByteBuffer hex(String digits, Place place) {
    try {
      return ByteBuffer.wrap(HexFormat.of().parseHex(digits)).asReadOnlyBuffer();
    } catch (IllegalArgumentException e) {
      throw place.refused("\"" + digits + "\" are no hexadecimal digits in pairs; give 50494e47");
    }
  }
}
