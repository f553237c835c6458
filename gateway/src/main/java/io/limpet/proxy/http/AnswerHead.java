package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeaderName;

/// What every answer's head has, whoever made it and however its client is spoken to (Envoy:
/// source/common/http/conn_manager_impl.cc, encodeHeaders).
final class AnswerHead {
  private static final HeaderName DATE = HeaderName.of("date");

  private AnswerHead() {}

  /// Runs the filters, last one first, then adds what every answer has.
  static void complete(Exchange of, EditableResponseHead answer) {
    of.run().response(answer);
    of.serving().counters().answered(answer.status());
    if (!answer.has(DATE)) {
      answer.add(DATE, of.worker().date());
    }
    server(of.serving(), answer);
  }

  private static void server(Serving serving, EditableResponseHead answer) {
    switch (serving.http().server().transformation()) {
      case OVERWRITE -> answer.set(serving.server());
      case APPEND_IF_ABSENT -> {
        if (!answer.has(serving.server().name())) {
          answer.add(serving.server());
        }
      }
      case PASS_THROUGH -> {}
    }
  }
}
