package io.limpet.proxy.filter;

import io.limpet.proxy.balance.Ask;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.filter.RetryState.Decision;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.upstream.Failure;
import java.util.ArrayList;
import java.util.List;

/// Gives a forwarded request its answer: an endpoint's, or ours where no endpoint gave one.
final class Answering {
  private static final HeaderLine OVERLOADED = HeaderLine.of("x-envoy-overloaded", "true");

  /// What comes after an answer's head: its body, bytes of any kind both ways, or nothing.
  enum Next {
    BODY_FOLLOWS,
    TUNNEL,
    COMPLETE
  }

  private final Exchange exchange;
  private final Ask ask;
  private final HeaderEditor editor;
  private final ForwardingTimes times;
  private ForwardingWork work; // event loop only, all of these
  private boolean tunnelling;
  private boolean emptyWhenLate;
  private boolean begun;
  private Decision last = Decision.NO;

  Answering(
      Exchange exchange, ForwardingWork work, Ask ask, HeaderEditor editor, ForwardingTimes times) {
    this.exchange = exchange;
    this.work = work;
    this.ask = ask;
    this.editor = editor;
    this.times = times;
  }

  /// Begins with another request. `empty`: its caller wants 204 where there would be 504.
  void next(ForwardingWork todo, boolean empty) {
    work = todo;
    emptyWhenLate = empty;
    tunnelling = false;
    begun = false;
    last = Decision.NO;
  }

  /// A head of the kind 1xx came, so that an answer counts as begun.
  void begun() {
    begun = true;
  }

  boolean tunnelling() {
    return tunnelling;
  }

  /// Passes on an endpoint's head, but for one that is [Next#COMPLETE]: the caller first gives up
  /// what follows it.
  Next answer(EditableResponseHead head, int attempts, Decision decision) {
    last = decision;
    exchange.outcome(flags(decision, "-"), "via_upstream");
    boolean upgrade = !exchange.head().upgrade().isEmpty();
    if (exchange.requestComplete() && !upgrade && work.router().addsHeaders()) {
      head.set(HeaderNames.SERVICE_TIME, times.serviceMillis());
    }
    decorate(head, attempts);
    if (upgrade && !exchange.head().switchedBy(head)) {
      return refusedUpgrade(head, decision);
    }
    exchange.answer(head);
    tunnelling = upgrade;
    return upgrade ? Next.TUNNEL : Next.BODY_FOLLOWS;
  }

  /// The endpoint does not change protocols: its answer ends the connection.
  private Next refusedUpgrade(EditableResponseHead head, Decision decision) {
    exchange.closeAfterAnswer();
    if (!isFailedHandshake(head.status())) {
      exchange.answer(head);
      return Next.BODY_FOLLOWS;
    }
    exchange.outcome(flags(decision, "-"), "websocket_handshake_unsuccessful");
    head.withoutBody();
    return Next.COMPLETE;
  }

  /// Whether it is an answer to the handshake of WebSocket over HTTP/1.1 that is neither 101 nor an
  /// error: its body is dropped (Envoy: upstream_codec_filter.cc, decodeHeaders).
  private boolean isFailedHandshake(int status) {
    return status >= 200
        && status < 400
        && exchange.head().upgrade().equals("websocket")
        && exchange.upstream().protocol().equals("HTTP/1.1");
  }

  private void decorate(EditableResponseHead head, int attempts) {
    editor.response(exchange, work.target().edits().response(), head);
    if (work.route().attemptCountInResponse()) {
      head.set(HeaderNames.ATTEMPT_COUNT, attempts);
    }
    List<String> cookies = ask.setCookies();
    for (int i = 0; i < cookies.size(); i++) {
      head.add(HeaderNames.SET_COOKIE, cookies.get(i));
    }
  }

  /// `decision` says why there is no other attempt; the access log has that before the failure.
  private static String flags(Decision decision, String cause) {
    String why =
        switch (decision) {
          case YES, NO -> "";
          case EXHAUSTED -> "URX";
          case OVERFLOW -> "UO";
        };
    if (why.isEmpty()) {
      return cause;
    }
    return cause.equals("-") ? why : why + "," + cause;
  }

  /// Answers for an endpoint that did not. Where an upgrade was asked for, that ends the
  /// connection, as every answer but 101 does.
  void reply(Failure failure, int attempts, Decision decision) {
    if (failure instanceof Failure.ConnectRefused(String reason)) {
      exchange.upstream().transportFailure("delayed_connect_error:_" + reason.replace(' ', '_'));
    }
    if (failure instanceof Failure.TlsRefused(String reason)) {
      exchange.upstream().transportFailure(reason.replace(' ', '_'));
    }
    LocalReply reply =
        failure instanceof Failure.Idle
            ? LocalReply.idle(exchange)
            : FailureResponse.of(failure, attempts > 1);
    if (emptyWhenLate && reply.flags().equals("UT")) {
      reply = LocalReply.of(204, "", reply.flags(), reply.details());
    }
    if (!begun && isCharged(failure)) {
      work.counters().answered(reply.status());
    }
    exchange.reply(
        new LocalReply(
            reply.status(),
            reply.body(),
            flags(decision, reply.flags()),
            begun ? FailureResponse.afterStart(reply.details()) : reply.details(),
            reply.close() || !exchange.head().upgrade().isEmpty(),
            reply.grpcStatus(),
            lines(failure, attempts)));
  }

  /// Whether the answer counts as one of the cluster's (Envoy: router.cc, chargeUpstreamAbort). The
  /// idle timeout of a stream is its client's, and nothing charges the end of its duration.
  private static boolean isCharged(Failure failure) {
    return !(failure instanceof Failure.Idle || failure instanceof Failure.StreamTooLong);
  }

  private List<HeaderLine> lines(Failure failure, int attempts) {
    List<HeaderLine> lines = new ArrayList<>();
    if (failure instanceof Failure.Overflow && work.router().addsHeaders()) {
      lines.add(OVERLOADED);
    }
    if (work.route().attemptCountInResponse()) {
      lines.add(HeaderLine.of(HeaderNames.ATTEMPT_COUNT, Integer.toString(attempts)));
    }
    for (String cookie : ask.setCookies()) {
      lines.add(HeaderLine.of(HeaderNames.SET_COOKIE, cookie));
    }
    return lines;
  }

  /// The answer had begun and cannot be completed.
  void cut(Failure failure) {
    exchange.cut(
        flags(last, FailureResponse.flagAfterStart(failure)),
        FailureResponse.detailsAfterStart(failure));
  }
}
