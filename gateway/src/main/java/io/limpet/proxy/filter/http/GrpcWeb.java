package io.limpet.proxy.filter.http;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Framing;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes gRPC of gRPC-Web, in which browsers call (Envoy: grpc_web_filter.cc; the form is gRPC's
/// PROTOCOL-WEB.md).
///
/// What follows a call's answer goes into its body, and with `-text` both bodies are in base64.
public final class GrpcWeb implements Filter {
  private static final Set<String> TEXT =
      Set.of("application/grpc-web-text", "application/grpc-web-text+proto");
  private static final Set<String> BINARY =
      Set.of("application/grpc-web", "application/grpc-web+proto");
  private static final HeaderName CONTENT_LENGTH = HeaderName.of("content-length");
  private static final HeaderName CONTENT_TYPE = HeaderName.of("content-type");
  private static final HeaderLine TO_ENDPOINT = HeaderLine.of(CONTENT_TYPE, "application/grpc");
  private static final HeaderLine TO_CLIENT =
      HeaderLine.of(CONTENT_TYPE, "application/grpc-web+proto");
  private static final HeaderLine TEXT_TO_CLIENT =
      HeaderLine.of(CONTENT_TYPE, "application/grpc-web-text+proto");
  private static final HeaderLine TRAILERS_WANTED = HeaderLine.of("te", "trailers");
  private static final HeaderLine AS_IT_IS = HeaderLine.of("grpc-accept-encoding", "identity");

  private final GrpcCounts counts;
  private @Nullable GrpcWebAnswer answer; // event loop only, like the rest
  private boolean text;

  private GrpcWeb(GrpcCounts counts) {
    this.counts = counts;
  }

  public static GrpcWeb of(GrpcCounts counts) {
    return new GrpcWeb(counts);
  }

  @Override
  public Filter forRequest() {
    return new GrpcWeb(counts);
  }

  @Override
  public boolean request(Exchange exchange) {
    EditableRequestHead head = exchange.head();
    @Nullable String type = head.header("content-type");
    boolean encoded = type != null && TEXT.contains(type);
    if (!encoded && (type == null || !BINARY.contains(type))) {
      return true;
    }
    head.remove(CONTENT_LENGTH);
    if (head.framing() == Framing.LENGTH) {
      head.framing(Framing.CHUNKED, 0);
    }
    if (encoded) {
      exchange.changeRequest(to -> new GrpcWebTextRequest(exchange, to));
    }
    @Nullable String accepts = head.header("accept");
    text = accepts != null && TEXT.contains(accepts);
    head.set(TO_ENDPOINT);
    head.set(TRAILERS_WANTED);
    if (!head.has(AS_IT_IS.name())) {
      head.add(AS_IT_IS);
    }
    String method = GrpcCounts.method(head.path());
    GrpcCounts.@Nullable Calls calls =
        method.isEmpty() ? null : counts.of(exchange, "grpc-web", method);
    exchange.changeAnswer(
        to -> {
          GrpcWebAnswer made = new GrpcWebAnswer(exchange, text, to, calls);
          answer = made;
          return made;
        });
    return true;
  }

  @Override
  public void response(Exchange exchange, EditableResponseHead head) {
    if (answer != null) {
      head.set(text ? TEXT_TO_CLIENT : TO_CLIENT);
    }
  }

  @Override
  public void end(Exchange exchange) {
    if (answer != null) {
      answer.release();
    }
  }
}
