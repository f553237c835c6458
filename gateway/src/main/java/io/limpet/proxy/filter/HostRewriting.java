package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.plan.HostRewrite;
import io.limpet.proxy.plan.pools.Endpoint;
import java.util.List;

/// Gives a request the host that its endpoint is to see (Envoy: http/utility.cc, updateAuthority).
final class HostRewriting {
  private HostRewriting() {}

  /// As far as the request itself says it: once.
  static void rewrite(EditableRequestHead head, ForwardingWork work) {
    HostRewrite rewrite = work.action().host();
    if (!(rewrite.source() instanceof HostRewrite.Kept)) {
      rewrite(head, work, rewrite.of(head));
    }
  }

  /// As the endpoint says it: for each attempt, as each may have another.
  static void rewrite(EditableRequestHead head, ForwardingWork work, Endpoint endpoint) {
    if (work.action().host().source() instanceof HostRewrite.OfEndpoint) {
      rewrite(head, work, endpoint.hostname());
    }
  }

  private static void rewrite(EditableRequestHead head, ForwardingWork work, String host) {
    if (!host.isEmpty()) {
      String old = head.authority();
      if (work.action().host().appendForwardedHost() && !old.isEmpty()) {
        appendForwardedHost(head, old);
      }
      if (work.router().addsHeaders() && !old.isEmpty()) {
        head.set(HeaderNames.ORIGINAL_HOST, old);
      }
      head.authority(host);
    }
  }

  /// Unless it is the last one there.
  private static void appendForwardedHost(EditableRequestHead head, String host) {
    List<String> lines = head.headers(HeaderNames.FORWARDED_HOST.text());
    String all = lines.size() == 1 ? lines.getFirst() : String.join(",", lines);
    if (!all.substring(all.lastIndexOf(',') + 1).equals(host)) {
      head.set(HeaderNames.FORWARDED_HOST, all.isEmpty() ? host : all + "," + host);
    }
  }
}
