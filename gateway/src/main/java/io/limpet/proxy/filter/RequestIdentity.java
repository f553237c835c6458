package io.limpet.proxy.filter;

import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.codec.Http1RequestHead;
import io.limpet.proxy.codec.Http1ResponseHead;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.plan.HttpPlan.Identity;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Who the client is, and what is said of it upstream (Envoy:
/// source/common/http/conn_manager_utility.cc, mutateRequestHeaders).
///
/// Since Envoy 1.33 no address is internal unless configured, so every request is taken for an
/// external one: what only a trusted caller may say is removed.
final class RequestIdentity implements Filter {
  /// Envoy: `cleanInternalHeaders`, and the client certificate header under its default, SANITIZE.
  private static final HeaderName[] INTERNAL =
      names(
          "x-envoy-internal",
          "x-envoy-retriable-status-codes",
          "x-envoy-retriable-header-names",
          "x-envoy-retry-on",
          "x-envoy-retry-grpc-on",
          "x-envoy-max-retries",
          "x-envoy-upstream-alt-stat-name",
          "x-envoy-upstream-rq-timeout-ms",
          "x-envoy-upstream-rq-per-try-timeout-ms",
          "x-envoy-upstream-rq-timeout-alt-response",
          "x-envoy-expected-rq-timeout-ms",
          "x-envoy-force-trace",
          "x-envoy-ip-tags",
          "x-envoy-original-url",
          "x-envoy-original-path",
          "x-envoy-hedge-on-per-try-timeout",
          "x-forwarded-client-cert");

  /// What an edge proxy does not believe either.
  private static final HeaderName[] EDGE =
      names(
          "x-envoy-decorator-operation",
          "x-envoy-downstream-service-cluster",
          "x-envoy-downstream-service-node");

  private final RandomGenerator random;
  private final String localIp;
  private final byte[] idText = new byte[RequestIds.LENGTH]; // event loop only

  RequestIdentity(RandomGenerator random, String localIp) {
    this.localIp = localIp;
    this.random = random;
  }

  private static HeaderName[] names(String... texts) {
    HeaderName[] names = new HeaderName[texts.length];
    for (int i = 0; i < texts.length; i++) {
      names[i] = HeaderName.of(texts[i]);
    }
    return names;
  }

  @Override
  public boolean request(Exchange exchange) {
    Identity identity = exchange.serving().http().identity();
    Http1RequestHead head = exchange.head();
    remove(head, INTERNAL);
    if (identity.useRemoteAddress()) {
      asEdge(head, identity);
    } else {
      behindAnother(head, identity);
    }
    if (identity.generateRequestId()) {
      identify(head, identity);
    }
    return true;
  }

  private static void remove(Http1RequestHead head, HeaderName[] names) {
    for (HeaderName name : names) {
      head.remove(name);
    }
  }

  /// Nobody in front is trusted, but for `xff_num_trusted_hops` proxies.
  private void asEdge(Http1RequestHead head, Identity identity) {
    remove(head, EDGE);
    String peer = Addresses.ip(head.peerAddress());
    int hops = identity.xffNumTrustedHops();
    String client = hops == 0 ? peer : orElse(forwarded(head, hops - 1), peer);
    if (!identity.skipXffAppend()) {
      append(head, Addresses.isLoopback(peer) ? localIp : peer);
    }
    if (hops == 0 || !head.has(HeaderNames.FORWARDED_PROTO)) {
      head.set(HeaderNames.FORWARDED_PROTO, head.scheme());
    }
    head.clientAddress(client);
    head.set(HeaderNames.EXTERNAL_ADDRESS, client);
  }

  /// A proxy in front is trusted: what it says is kept.
  private static void behindAnother(Http1RequestHead head, Identity identity) {
    String peer = Addresses.ip(head.peerAddress());
    head.clientAddress(orElse(forwarded(head, identity.xffNumTrustedHops()), peer));
    if (!head.has(HeaderNames.FORWARDED_PROTO)) {
      head.add(HeaderNames.FORWARDED_PROTO, head.scheme());
    }
  }

  private static String orElse(@Nullable String address, String otherwise) {
    return address == null ? otherwise : address;
  }

  /// The address so many places from the right in `x-forwarded-for`, or null if there is none
  /// (Envoy: `getLastAddressFromXFF`).
  private static @Nullable String forwarded(Http1RequestHead head, int fromRight) {
    if (!head.has(HeaderNames.FORWARDED_FOR)) {
      return null;
    }
    String all = joined(head.headers(HeaderNames.FORWARDED_FOR.text()));
    int end = all.length();
    for (int skipped = 0; skipped < fromRight; skipped++) {
      end = all.lastIndexOf(',', end - 1);
      if (end < 0) {
        return null;
      }
    }
    String address = all.substring(all.lastIndexOf(',', end - 1) + 1, end).strip();
    return Addresses.isIp(address) ? address : null;
  }

  /// A comma without a space, as Envoy writes it. For a peer on this machine it is our own address
  /// that is appended.
  private static void append(Http1RequestHead head, String address) {
    String added = address;
    if (head.has(HeaderNames.FORWARDED_FOR)) {
      added = joined(head.headers(HeaderNames.FORWARDED_FOR.text())) + "," + added;
    }
    head.set(HeaderNames.FORWARDED_FOR, added);
  }

  private static String joined(List<String> values) {
    return values.size() == 1 ? values.get(0) : String.join(",", values);
  }

  private void identify(Http1RequestHead head, Identity identity) {
    boolean edge = identity.useRemoteAddress() && !identity.preserveExternalRequestId();
    if (edge || !head.has(HeaderNames.REQUEST_ID)) {
      head.set(HeaderNames.REQUEST_ID, RequestIds.next(random, idText));
    }
  }

  @Override
  public void response(Exchange exchange, Http1ResponseHead head) {
    if (exchange.serving().http().identity().alwaysSetRequestIdInResponse()) {
      String id = exchange.head().header(HeaderNames.REQUEST_ID.text());
      if (id != null) {
        head.set(HeaderNames.REQUEST_ID, id);
      }
    }
  }
}
