package io.limpet.proxy.health;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.plan.HealthCheckPlan.Question;
import io.limpet.proxy.plan.HealthCheckPlan.Statuses;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.List;

/// What the answer to a request says, in whatever version of HTTP it comes (Envoy:
/// health_checkers/http/health_checker_impl.cc, healthCheckResult).
final class HttpAnswer {
  private static final HeaderName DEGRADED = HeaderName.of("x-envoy-degraded");
  private static final HeaderName IMMEDIATE = HeaderName.of("x-envoy-immediate-health-check-fail");

  private final Question.Http question;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private Finding byHead = Finding.of(Outcome.BROKEN);

  HttpAnswer(Question.Http question) {
    this.question = question;
  }

  void head(EditableResponseHead head) {
    if (has(question.expected(), head.status())) {
      byHead = Finding.of(head.has(DEGRADED) ? Outcome.DEGRADED : Outcome.PASSED);
      return;
    }
    boolean retriable = has(question.retriable(), head.status());
    byHead = new Finding(retriable ? Outcome.RETRIABLE : Outcome.FAILED, head.has(IMMEDIATE));
  }

  private static boolean has(List<Statuses> ranges, int status) {
    return ranges.stream().anyMatch(range -> range.has(status));
  }

  /// Takes a piece of the body, of which no more is kept than is looked at.
  void body(ByteBuf piece) {
    int wanted = question.body().isEmpty() ? 0 : question.bodyBytes() - body.size();
    byte[] bytes = new byte[Math.min(wanted, piece.readableBytes())];
    piece.readBytes(bytes);
    body.writeBytes(bytes);
    piece.release();
  }

  /// The answer is complete.
  Finding finding() {
    boolean good = question.body().areIn(body.toByteArray(), body.size());
    return byHead.outcome().passed() && !good ? Finding.of(Outcome.FAILED) : byHead;
  }
}
