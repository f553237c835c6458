package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableHeaders;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.plan.IdentityPlan;
import io.limpet.proxy.plan.IdentityPlan.Detection;
import io.limpet.proxy.plan.IdentityPlan.RequestIdPlan;
import io.limpet.proxy.plan.match.IpAddress;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Who the client is, and what is said of it upstream (Envoy:
/// source/common/http/conn_manager_utility.cc, mutateRequestHeaders).
///
/// Since Envoy 1.33 no address is internal unless configured: what only a trusted caller may say is
/// removed from every other request.
final class RequestIdentity implements Filter {
  /// Envoy: `cleanInternalHeaders`.
  private static final HeaderName[] INTERNAL =
      names(
          "x-envoy-retriable-status-codes",
          "x-envoy-retriable-header-names",
          "x-envoy-retry-on",
          "x-envoy-retry-grpc-on",
          "x-envoy-max-retries",
          "x-envoy-upstream-alt-stat-name",
          "x-envoy-upstream-rq-timeout-ms",
          "x-envoy-upstream-rq-per-try-timeout-ms",
          "x-envoy-upstream-rq-timeout-alt-response",
          "x-envoy-upstream-stream-duration-ms",
          "x-envoy-expected-rq-timeout-ms",
          "x-envoy-force-trace",
          "x-envoy-ip-tags",
          "x-envoy-original-url",
          "x-envoy-hedge-on-per-try-timeout");

  /// What an edge proxy does not believe either.
  private static final HeaderName[] EDGE =
      names(
          "x-envoy-decorator-operation",
          "x-envoy-downstream-service-cluster",
          "x-envoy-downstream-service-node",
          "x-envoy-original-path",
          "x-envoy-original-host");

  private static final HeaderName FORWARDED_PORT = HeaderName.of("x-forwarded-port");
  private static final HeaderName INTERNAL_REQUEST = HeaderName.of("x-envoy-internal");
  private static final HeaderName VIA = HeaderName.of("via");
  private static final String UNDETECTED = "rejecting_because_detection_failed";

  private final RandomGenerator random;
  private final String localIp;
  private final HeaderEditor editor;
  private final byte[] idText = new byte[RequestIds.LENGTH]; // event loop only

  RequestIdentity(RandomGenerator random, String localIp, HeaderEditor editor) {
    this.editor = editor;
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
    IdentityPlan plan = exchange.serving().http().identity();
    EditableRequestHead head = exchange.head();
    editor.request(exchange, plan.early());
    head.remove(INTERNAL_REQUEST);
    boolean trusted;
    if (plan.useRemoteAddress()) {
      trusted = asEdge(head, plan);
    } else {
      int found = detect(head, plan.detections());
      if (found > 1) {
        exchange.reply(LocalReply.of(found, "", "-", UNDETECTED));
        return false;
      }
      trusted = found == TRUSTED;
    }
    sayHowItCame(head, plan);
    boolean internal = trusted && plan.internal().contains(head.clientAddress());
    boolean edge = plan.useRemoteAddress() && !internal;
    if (internal) {
      exchange.internal();
      head.set(INTERNAL_REQUEST, "true");
    } else {
      clean(head, edge);
      editor.request(exchange, exchange.serving().routes().ofStrangers());
    }
    say(head, plan, edge);
    return true;
  }

  private static void clean(EditableRequestHead head, boolean edge) {
    if (!head.mayHaveEnvoyHeaders()) {
      return;
    }
    remove(head, INTERNAL);
    if (edge) {
      remove(head, EDGE);
    }
  }

  private static void remove(EditableRequestHead head, HeaderName[] names) {
    for (HeaderName name : names) {
      head.remove(name);
    }
  }

  private void say(EditableRequestHead head, IdentityPlan plan, boolean edge) {
    ClientCertificate.apply(head, head.tls(), plan.clientCertificate());
    if (!plan.via().isEmpty()) {
      appendVia(head, plan.via());
    }
    if (edge) {
      head.set(HeaderNames.EXTERNAL_ADDRESS, head.clientAddress());
    }
    if (plan.requestId().generate()) {
      identify(head, plan.requestId(), edge);
    }
  }

  /// Nobody in front is trusted, but for `xff_num_trusted_hops` proxies. Whether the client may be
  /// an internal one: nobody has forwarded the request.
  private boolean asEdge(EditableRequestHead head, IdentityPlan plan) {
    String peer = head.peerIp();
    int hops = plan.xffNumTrustedHops();
    @Nullable String before = ForwardedFor.of(head);
    @Nullable String client = hops == 0 ? null : ForwardedFor.entry(before, hops - 1);
    if (!plan.skipXffAppend()) {
      appendPeer(head, before, peer);
    }
    if (hops == 0) {
      head.remove(HeaderNames.FORWARDED_PROTO);
      if (plan.xForwardedPort()) {
        head.remove(FORWARDED_PORT);
      }
    }
    head.clientAddress(client == null ? peer : client);
    return before == null;
  }

  /// For a peer on this machine it is our own address that is appended.
  private void appendPeer(EditableRequestHead head, @Nullable String before, String peer) {
    ForwardedFor.append(head, before, Addresses.isLoopback(peer) ? localIp : peer);
  }

  private static final int UNTRUSTED = 0;
  private static final int TRUSTED = 1;

  /// A proxy in front is trusted: what it says is kept. Gives whether the client may be an internal
  /// one, or the status of a refusal.
  private int detect(EditableRequestHead head, List<Detection> detections) {
    String peer = head.peerIp();
    @Nullable String before = ForwardedFor.of(head);
    @Nullable String client = null;
    boolean append = false;
    boolean trusted = false;
    for (int i = 0; i < detections.size() && client == null; i++) {
      switch (detections.get(i)) {
        case Detection.Xff(int hops, boolean skipAppend) -> {
          client = ForwardedFor.entry(before, hops);
          trusted = hops == 0 && ForwardedFor.isSingle(before);
          append |= !skipAppend;
        }
        case Detection.TrustedXff xff -> {
          client =
              xff.trusted().contains(peer) ? ForwardedFor.untrusted(before, xff.trusted()) : null;
          trusted = ForwardedFor.isSingle(before);
          append |= !xff.skipAppend();
        }
        case Detection.CustomHeader custom -> {
          client = address(head.header(custom.name()));
          trusted = custom.trusted();
          if (client == null && custom.rejectStatus() > 0) {
            return custom.rejectStatus();
          }
        }
      }
    }
    if (append) {
      appendPeer(head, before, peer);
    }
    head.clientAddress(client == null ? peer : client);
    return client != null && trusted ? TRUSTED : UNTRUSTED;
  }

  private static @Nullable String address(@Nullable String value) {
    return value == null ? null : IpAddress.canonical(value);
  }

  private static void sayHowItCame(EditableRequestHead head, IdentityPlan plan) {
    if (!plan.scheme().isEmpty()) {
      head.scheme(plan.scheme());
      head.set(HeaderNames.FORWARDED_PROTO, plan.scheme());
    } else if (head.has(HeaderNames.FORWARDED_PROTO)) {
      believe(head, head.header(HeaderNames.FORWARDED_PROTO.text()));
    } else {
      head.add(HeaderNames.FORWARDED_PROTO, head.scheme());
    }
    if (plan.xForwardedPort() && !head.has(FORWARDED_PORT)) {
      String local = head.localAddress();
      head.add(FORWARDED_PORT, local.substring(local.lastIndexOf(':') + 1));
    }
  }

  /// How a client came to a proxy in front is how it came, unless it says that itself, as it does
  /// over HTTP/2 (Envoy: conn_manager_utility.cc, getScheme).
  private static void believe(EditableRequestHead head, @Nullable String proto) {
    if (!head.multiplexed() && proto != null && (proto.equals("http") || proto.equals("https"))) {
      head.scheme(proto);
    }
  }

  private static void appendVia(EditableHeaders head, String via) {
    if (head.has(VIA)) {
      head.set(VIA, String.join(",", head.headers(VIA.text())) + ", " + via);
    } else {
      head.add(VIA, via);
    }
  }

  private void identify(EditableRequestHead head, RequestIdPlan plan, boolean edge) {
    if ((edge && !plan.preserveExternal()) || !head.has(HeaderNames.REQUEST_ID)) {
      RequestIds.next(random, idText);
      head.set(HeaderNames.REQUEST_ID, idText, idText.length);
    } else if (edge && plan.packTraceReason()) {
      int line = RequestIds.line(head.lines());
      if (line >= 0) {
        RequestIds.reason(head.lines(), line, RequestIds.NOT_TRACED);
      }
    }
  }

  @Override
  public void response(Exchange exchange, EditableResponseHead head) {
    interim(exchange, head);
    IdentityPlan plan = exchange.serving().http().identity();
    if (!plan.via().isEmpty()) {
      appendVia(head, plan.via());
    }
  }

  @Override
  public void interim(Exchange exchange, EditableResponseHead head) {
    IdentityPlan plan = exchange.serving().http().identity();
    boolean asked = exchange.isInternal() && exchange.head().has(HeaderNames.FORCE_TRACE);
    if (exchange.requestRead() && (plan.requestId().inResponse() || asked)) {
      @Nullable String id = exchange.head().header(HeaderNames.REQUEST_ID.text());
      if (id != null) {
        head.set(HeaderNames.REQUEST_ID, id);
      }
    }
  }
}
