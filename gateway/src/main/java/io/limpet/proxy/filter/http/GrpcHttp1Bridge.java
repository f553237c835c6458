package io.limpet.proxy.filter.http;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.Framing;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.GrpcReply;
import io.limpet.proxy.plan.filter.GrpcHttp1BridgePlan;
import org.jspecify.annotations.Nullable;

/// Lets clients of HTTP/1.1 call in gRPC: what they could not read, as it stands in trailers, is in
/// their answer's head (Envoy: http1_bridge_filter.cc). A message of plain protobuf is made a call,
/// and its answer a message, where that is wanted.
public final class GrpcHttp1Bridge implements Filter {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final HeaderName CONTENT_LENGTH = HeaderName.of("content-length");
  private static final HeaderLine GRPC =
      HeaderLine.of(HeaderName.of("content-type"), "application/grpc");

  private final GrpcHttp1BridgePlan plan;
  private @Nullable BridgedAnswer answer; // event loop only, like the next
  private @Nullable FramedRequest message;

  private GrpcHttp1Bridge(GrpcHttp1BridgePlan plan) {
    this.plan = plan;
  }

  public static GrpcHttp1Bridge of(GrpcHttp1BridgePlan plan) {
    return new GrpcHttp1Bridge(plan);
  }

  @Override
  public Filter forRequest() {
    return new GrpcHttp1Bridge(plan);
  }

  @Override
  public boolean request(Exchange exchange) {
    EditableRequestHead head = exchange.head();
    if (exchange.multiplexed() || !head.upgrade().isEmpty()) {
      return true;
    }
    boolean framed = plan.upgradesProtobuf() && PROTOBUF.equals(head.header("content-type"));
    if (framed) {
      frame(exchange);
    }
    if (GrpcReply.isWanted(head)) {
      bridge(exchange, framed);
    }
    return true;
  }

  private void frame(Exchange exchange) {
    EditableRequestHead head = exchange.head();
    head.set(GRPC);
    head.remove(CONTENT_LENGTH);
    if (head.framing() == Framing.NONE) {
      return;
    }
    head.framing(Framing.CHUNKED, 0);
    exchange.changeRequest(
        to -> {
          FramedRequest made = new FramedRequest(exchange, to);
          message = made;
          return made;
        });
  }

  private void bridge(Exchange exchange, boolean framed) {
    if (plan.ignoresQuery()) {
      exchange.head().path(withoutQuery(exchange.head().path()));
    }
    exchange.changeAnswer(
        to -> {
          BridgedAnswer made = new BridgedAnswer(exchange, to, framed);
          answer = made;
          return made;
        });
  }

  private static String withoutQuery(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  @Override
  public void end(Exchange exchange) {
    if (answer != null) {
      answer.release();
    }
    if (message != null) {
      message.release();
    }
  }
}
