package io.limpet.proxy.filter;

import io.limpet.proxy.balance.SessionHeader;
import io.limpet.proxy.balance.Sessions;
import io.limpet.proxy.balance.Token;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.codec.Http1ResponseHead;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.plan.Endpoint;
import io.limpet.proxy.plan.SessionPlan;
import org.jspecify.annotations.Nullable;

/// Reads the session's token before an endpoint is chosen, and writes one where the endpoint is
/// another than the one asked for (Envoy: stateful_session.cc).
///
/// Local answers are no exception: as soon as an endpoint was chosen, a 503 for it carries the
/// token too.
final class PinSession implements Filter {
  private final SessionPlan session;

  PinSession(SessionPlan session) {
    this.session = session;
  }

  @Override
  public boolean request(Exchange exchange) {
    if (exchange.target() != null) {
      long now = exchange.worker().epochSecond();
      exchange.token(Sessions.token(session, exchange.head(), now));
    }
    return true;
  }

  @Override
  public void response(Exchange exchange, Http1ResponseHead head) {
    Endpoint endpoint = exchange.endpoint();
    if (endpoint == null || exchange.token() instanceof Token.Unasked) {
      return;
    }
    @Nullable SessionHeader header =
        Sessions.response(
            session, exchange.token(), endpoint.address(), exchange.worker().epochSecond());
    if (header != null) {
      write(header, head);
    }
  }

  private static void write(SessionHeader header, Http1ResponseHead head) {
    HeaderName name = HeaderName.of(header.name());
    if (header.append()) {
      head.add(name, header.value());
    } else {
      head.set(name, header.value());
    }
  }
}
