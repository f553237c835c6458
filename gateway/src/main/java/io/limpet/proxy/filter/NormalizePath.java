package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.codec.PathNormalizer;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.GrpcReply;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.plan.Http1Plan;
import io.limpet.proxy.plan.HttpPlan.EscapedSlashes;
import io.limpet.proxy.plan.HttpPlan.Paths;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings path and host into the form in which they are routed, hashed and forwarded, and refuses
/// what has none (Envoy: conn_manager_impl.cc, decodeHeaders).
final class NormalizePath implements Filter {
  private static final HeaderName HOST = HeaderName.of("host");
  private static final LocalReply NO_CONTENT_TYPE =
      LocalReply.of(400, "", "-", "query_missing_content_type");
  private static final LocalReply NO_HOST = LocalReply.of(400, "", "-", "missing_host_header");
  private static final LocalReply NOT_ABSOLUTE =
      LocalReply.of(404, "", "-", "absolute_path_rejected");
  private static final LocalReply NO_UDP_TARGET =
      LocalReply.of(404, "The path is incorrect for CONNECT-UDP", "-", "invalid_path").closing();
  private static final LocalReply NO_FORM =
      LocalReply.of(400, "", "-", "path_normalization_failed");
  private static final LocalReply OTHER_FORM =
      LocalReply.of(307, "", "-", "path_normalization_failed");

  @Override
  public boolean request(Exchange exchange) {
    EditableRequestHead head = exchange.head();
    if (!head.has(HOST) && !givenHost(head, exchange.serving().http().http1())) {
      exchange.reply(NO_HOST);
      return false;
    }
    if (head.queryMethod() && !saysContent(head)) {
      exchange.reply(NO_CONTENT_TYPE);
      return false;
    }
    if (head.connectMethod()) {
      HostForms.apply(head, exchange.serving().http().hosts());
      return true; // it has no path
    }
    if (head.upgrade().equals(UdpTarget.PROTOCOL) && !UdpTarget.apply(head)) {
      exchange.reply(NO_UDP_TARGET);
      return false;
    }
    String path = head.path();
    if (path.isEmpty() || path.charAt(0) != '/') {
      exchange.reply(NOT_ABSOLUTE);
      return false;
    }
    if (head.hasFragment()) {
      exchange.reply(NO_FORM);
      return false;
    }
    if (!normalized(exchange, path)) {
      return false;
    }
    HostForms.apply(head, exchange.serving().http().hosts());
    return true;
  }

  /// A query's body is the query, which means nothing without its type (the method QUERY, as Envoy
  /// 1.40 serves it).
  private static boolean saysContent(EditableRequestHead head) {
    @Nullable String type = head.header("content-type");
    return type != null && !type.isEmpty();
  }

  private static boolean givenHost(EditableRequestHead head, Http1Plan plan) {
    boolean given = head.http10() && !plan.defaultHost().isEmpty();
    if (given) {
      head.authority(plan.defaultHost());
    }
    return given;
  }

  private static boolean normalized(Exchange exchange, String path) {
    Paths paths = exchange.serving().http().paths();
    if (paths.equals(Paths.AS_THEY_CAME)) {
      return true;
    }
    boolean keep = paths.escapedSlashes() == EscapedSlashes.KEEP;
    String unescaped = keep ? path : PathNormalizer.unescapeSlashes(path);
    boolean escaped = !unescaped.equals(path);
    if (escaped) {
      exchange.head().path(unescaped); // what is refused is told in this form
    }
    @Nullable String normal =
        PathNormalizer.normalize(unescaped, paths.normalize(), paths.mergeSlashes());
    if (normal == null || (escaped && refused(exchange, paths))) {
      exchange.reply(NO_FORM);
      return false;
    }
    if (!normal.equals(unescaped)) {
      exchange.head().path(normal);
    }
    if (escaped && paths.escapedSlashes() == EscapedSlashes.REDIRECT) {
      exchange.reply(OTHER_FORM.with(List.of(HeaderLine.of(HeaderNames.LOCATION, normal))));
      return false;
    }
    return true;
  }

  /// A client of gRPC follows no redirect, so it is refused instead.
  private static boolean refused(Exchange exchange, Paths paths) {
    return paths.escapedSlashes() == EscapedSlashes.REJECT
        || (paths.escapedSlashes() == EscapedSlashes.REDIRECT
            && GrpcReply.isWanted(exchange.head()));
  }
}
