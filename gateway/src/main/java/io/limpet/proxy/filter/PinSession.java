package io.limpet.proxy.filter;

import io.limpet.proxy.balance.SessionHeader;
import io.limpet.proxy.balance.Sessions;
import io.limpet.proxy.balance.Token;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.plan.filter.SessionPlan;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.session.Envelope;
import io.limpet.session.TokenCarrier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the session's token before an endpoint is chosen, and writes one where the endpoint is
/// another than the one asked for (Envoy: stateful_session.cc).
///
/// Local answers are no exception: as soon as an endpoint was chosen, a 503 for it carries the
/// token too. Of several such filters in a chain each has a token of its own; the last one that
/// names an endpoint chooses (Envoy: setUpstreamOverrideHost).
final class PinSession implements Filter {
  /// The flag of answers for want of an endpoint.
  private static final String NOBODY = "UH";

  private final SessionPlan session;
  private final @Nullable SessionCounters counters;

  private final ShownTokens read;
  private final boolean several;
  private Token shown = Token.UNASKED; // event loop only; where there are several

  private PinSession(
      SessionPlan session, @Nullable SessionCounters counters, ShownTokens read, boolean several) {
    this.session = session;
    this.counters = counters;
    this.read = read;
    this.several = several;
  }

  /// `read` is the event loop's. `several`: it is not the only one of its chain.
  static PinSession of(
      SessionPlan session, @Nullable SessionCounters counters, ShownTokens read, boolean several) {
    return new PinSession(session, counters, read, several);
  }

  @Override
  public Filter forRequest() {
    return several ? new PinSession(session, counters, read, true) : this;
  }

  @Override
  public boolean request(Exchange exchange) {
    if (exchange.target() != null) {
      long now = exchange.worker().epochSecond();
      Token token = token(exchange.head(), now);
      if (token instanceof Token.Names || exchange.token() instanceof Token.Unasked) {
        exchange.token(token);
      }
      if (several) {
        shown = token;
      }
      if (session instanceof SessionPlan.Pinned pinned
          && pinned.carrier() instanceof TokenCarrier.Enveloped carrier) {
        unwrap(carrier, exchange.head());
      }
    }
    return true;
  }

  private Token token(EditableRequestHead head, long now) {
    @Nullable String shown = Sessions.shown(session, head);
    if (shown == null) {
      return Sessions.token(session, head, now);
    }
    Token token = read.find(session, shown, now);
    if (token == null) {
      token = Sessions.token(session, head, now);
      read.keep(session, shown, now, token);
    }
    return token;
  }

  /// The endpoint sees the value that it once gave.
  private static void unwrap(TokenCarrier.Enveloped carrier, EditableRequestHead head) {
    @Nullable String original = Sessions.original(head, carrier);
    if (original != null) {
      head.set(HeaderName.of(carrier.name()), original);
    }
  }

  private Token token(Exchange exchange) {
    return several ? shown : exchange.token();
  }

  @Override
  public void response(Exchange exchange, EditableResponseHead head) {
    Endpoint endpoint = exchange.endpoint();
    if (endpoint == null) {
      countRefused(exchange);
    } else if (token(exchange) instanceof Token.Unasked) {
      countUnasked();
    } else if (session instanceof SessionPlan.Pinned pinned) {
      count(pinned, answer(pinned, exchange, endpoint, head));
    }
  }

  private void countRefused(Exchange exchange) {
    boolean strict = session instanceof SessionPlan.Pinned pinned && pinned.strict();
    if (counters != null && strict && exchange.flags().equals(NOBODY)) {
      counters.failedClosed().increment();
    }
  }

  private void countUnasked() {
    if (counters != null) {
      counters.noSession().increment();
    }
  }

  private void count(SessionPlan.Pinned pinned, boolean moved) {
    if (counters != null && !moved) {
      counters.routed().increment();
    } else if (counters != null && !pinned.strict()) {
      counters.failedOpen().increment();
    }
  }

  /// Whether another endpoint than the one asked for served the request, as far as can be told: for
  /// an envelope, that needs something to put into it.
  private boolean answer(
      SessionPlan.Pinned pinned, Exchange exchange, Endpoint endpoint, EditableResponseHead head) {
    boolean moved = Sessions.moved(token(exchange), endpoint.address());
    if (pinned.carrier() instanceof TokenCarrier.Enveloped(String name)) {
      List<String> values = head.headers(name);
      boolean one = values.size() == 1;
      if (one) {
        head.set(HeaderName.of(name), Envelope.write(endpoint.address(), values.getFirst()));
      }
      return one && moved;
    }
    long now = exchange.worker().epochSecond();
    @Nullable SessionHeader header =
        Sessions.response(pinned, token(exchange), endpoint.address(), now);
    if (header != null) {
      write(header, head);
    }
    return moved;
  }

  private static void write(SessionHeader header, EditableResponseHead head) {
    HeaderName name = HeaderName.of(header.name());
    if (header.append()) {
      head.add(name, header.value());
    } else {
      head.set(name, header.value());
    }
  }
}
