package io.limpet.proxy.filter.http;

import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.plan.filter.BufferPlan;

/// Holds a request until its body is here whole; then its length is known, and said (Envoy:
/// buffer_filter.cc).
public final class BufferRequest implements Filter {
  private static final LocalReply TOO_LARGE =
      LocalReply.of(413, "Payload Too Large", "-", "request_payload_too_large");

  private final BufferPlan plan;

  public BufferRequest(BufferPlan plan) {
    this.plan = plan;
  }

  @Override
  public boolean request(Exchange exchange) {
    return exchange.requestComplete() && exchange.head().upgrade().isEmpty();
  }

  @Override
  public void held(Exchange exchange, int bytes) {
    if (bytes > plan.maxRequestBytes()) {
      exchange.reply(TOO_LARGE);
    }
  }

  @Override
  public void heldWhole(Exchange exchange) {
    exchange.head().bodyLength(exchange.requestBytes());
    exchange.goOn();
  }
}
