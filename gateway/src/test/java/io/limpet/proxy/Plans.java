package io.limpet.proxy;

import io.limpet.proxy.plan.AccessLogPlan;
import io.limpet.proxy.plan.ClientCertificatePlan;
import io.limpet.proxy.plan.ClusterChoice;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Connections;
import io.limpet.proxy.plan.HealthPlan;
import io.limpet.proxy.plan.HostRewrite;
import io.limpet.proxy.plan.Http1Plan;
import io.limpet.proxy.plan.Http2Plan;
import io.limpet.proxy.plan.Http3Plan;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.IdentityPlan;
import io.limpet.proxy.plan.IdentityPlan.RequestIdPlan;
import io.limpet.proxy.plan.ListenerPlan;
import io.limpet.proxy.plan.LocalReplies;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.RetryHosts;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.RetryPlan.RetryOn;
import io.limpet.proxy.plan.Rewrite;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.RouteTimes;
import io.limpet.proxy.plan.RouterPlan;
import io.limpet.proxy.plan.TracingPlan;
import io.limpet.proxy.plan.UpgradePlan;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.filter.HeaderEdits;
import io.limpet.proxy.plan.filter.HttpChain;
import io.limpet.proxy.plan.filter.SessionPlan;
import io.limpet.proxy.plan.match.CidrRanges;
import io.limpet.proxy.plan.match.StatusCodes;
import io.limpet.proxy.plan.pools.Balancing;
import io.limpet.proxy.plan.pools.CircuitBreaker;
import io.limpet.proxy.plan.pools.CircuitBreakers;
import io.limpet.proxy.plan.pools.ClusterState;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.EndpointState;
import io.limpet.proxy.plan.pools.EndpointTable;
import io.limpet.proxy.plan.pools.HashPolicies;
import io.limpet.proxy.plan.pools.Pool;
import io.limpet.proxy.plan.pools.Pools;
import io.limpet.session.TokenCarrier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// Plans for tests: one listener, one cluster, one route for everything, and changes of those.
final class Plans {
  /// `127.0.0.1`, where the loopback address may be `::1`.
  static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  static final String LISTENER = "test";
  static final String CLUSTER = "cluster";

  /// Istio's default policy.
  static final RetryPlan ISTIO_RETRY =
      RetryPlan.of(
              2,
              Set.of(
                  RetryOn.CONNECT_FAILURE,
                  RetryOn.REFUSED_STREAM,
                  RetryOn.GRPC_UNAVAILABLE,
                  RetryOn.GRPC_CANCELLED,
                  RetryOn.RETRIABLE_STATUS_CODES))
          .statusCodes(StatusCodes.of(List.of(503)))
          .hosts(RetryHosts.notPrevious(5));

  /// An edge proxy's clients.
  private static final IdentityPlan EDGE =
      new IdentityPlan(
          true,
          0,
          false,
          false,
          ClientCertificatePlan.SANITIZE,
          "",
          "",
          CidrRanges.NONE,
          List.of(),
          List.of(),
          RequestIdPlan.DEFAULT,
          TracingPlan.NONE);

  private final ClusterState state = new ClusterState();
  private final Map<String, EndpointState> live = new HashMap<>();
  private HttpChain filters = HttpChain.EMPTY;
  private RetryPlan retry = RetryPlan.NEVER;
  private Rewrite rewrite = Rewrite.NONE;
  private HostRewrite host = HostRewrite.NONE;
  private HeaderEdits edits = HeaderEdits.NONE;
  private long timeoutMillis;
  private long idleMillis = -1;
  private long connectMillis = 2_000;
  private CircuitBreaker.Limits breaker = CircuitBreaker.Limits.DEFAULT;
  private Route.@org.jspecify.annotations.Nullable Action action;
  private HttpPlan.Limits limits =
      new HttpPlan.Limits(60 << 10, 100, 0, 0, 0, 0, HttpPlan.ConnectionLimits.DEFAULT);
  private Connections.Protocol protocol = Connections.Protocol.HTTP1;
  private Http2Plan clients = Http2Plan.DEFAULT;
  private boolean http10;
  private boolean proxy100 = true;
  private List<AccessLogPlan> logs = List.of();
  private InetSocketAddress address = new InetSocketAddress(LOOPBACK, 0);

  Plans pinned(TokenCarrier carrier, boolean strict) {
    filters = new HttpChain(List.of(new SessionPlan.Pinned(carrier, strict, 503)));
    return this;
  }

  /// All requests meet it.
  Plans filter(FilterPlan only) {
    filters = new HttpChain(List.of(only));
    return this;
  }

  Plans retry(RetryPlan plan) {
    retry = plan;
    return this;
  }

  /// Endpoints are spoken to in HTTP/2.
  Plans http2() {
    protocol = Connections.Protocol.HTTP2;
    return this;
  }

  /// How clients' HTTP/2 is spoken.
  Plans clients(Http2Plan wanted) {
    clients = wanted;
    return this;
  }

  Plans host(HostRewrite to) {
    host = to;
    return this;
  }

  Plans rewrite(Rewrite to) {
    rewrite = to;
    return this;
  }

  Plans edits(HeaderEdits wanted) {
    edits = wanted;
    return this;
  }

  Plans timeout(long millis) {
    timeoutMillis = millis;
    return this;
  }

  Plans idle(long millis) {
    idleMillis = millis;
    return this;
  }

  Plans breaker(CircuitBreaker.Limits limits) {
    breaker = limits;
    return this;
  }

  Plans connectTimeout(long millis) {
    connectMillis = millis;
    return this;
  }

  Plans action(Route.Action instead) {
    action = instead;
    return this;
  }

  Plans limits(HttpPlan.Limits wanted) {
    limits = wanted;
    return this;
  }

  Plans http10() {
    http10 = true;
    return this;
  }

  Plans answers100Itself() {
    proxy100 = false;
    return this;
  }

  Plans log(AccessLogPlan log) {
    logs = List.of(log);
    return this;
  }

  Plans address(InetSocketAddress at) {
    address = at;
    return this;
  }

  Plan to(FakeUpstream... upstreams) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (FakeUpstream upstream : upstreams) {
      addresses.add(upstream.socketAddress());
    }
    return to(addresses);
  }

  Plan to(List<InetSocketAddress> addresses) {
    List<Endpoint> endpoints = addresses.stream().map(this::endpoint).toList();
    EndpointTable byAddress = new EndpointTable(endpoints.size());
    endpoints.forEach(byAddress::add);
    ClusterPlan cluster =
        new ClusterPlan(
            CLUSTER,
            CLUSTER + ";",
            endpoints,
            byAddress,
            state.pools(Plans::pools, endpoints),
            HealthPlan.NONE,
            Set.of(Endpoint.Health.UNKNOWN, Endpoint.Health.HEALTHY),
            false,
            connections(),
            new CircuitBreakers(
                CircuitBreaker.unused(breaker),
                CircuitBreaker.unused(CircuitBreaker.Limits.DEFAULT)),
            state);
    return new Plan(Map.of(LISTENER, listener()), Map.of(CLUSTER, cluster));
  }

  private Connections connections() {
    return new Connections(
        connectMillis,
        3_600_000,
        0,
        0,
        0,
        0,
        Connections.Heads.DEFAULT,
        Connections.Style.DEFAULT,
        protocol,
        Http2Plan.DEFAULT,
        Connections.KeepAlive.OFF,
        null);
  }

  private static Pools pools(List<Endpoint> endpoints) {
    return endpoints.isEmpty()
        ? Pools.NONE
        : Pools.of(
            new Pool(
                endpoints,
                new Balancing.LeastRequestInTurn(2, new Balancing.Turn(new AtomicInteger()))));
  }

  private Endpoint endpoint(InetSocketAddress at) {
    String text = at.getAddress().getHostAddress() + ":" + at.getPort();
    EndpointState kept = live.computeIfAbsent(text, _ -> new EndpointState());
    return new Endpoint(
        text, at, "", text, Endpoint.Health.UNKNOWN, 1, 0, Endpoint.Locality.NONE, kept);
  }

  ListenerPlan listener() {
    var target = new ClusterChoice.Target(CLUSTER, filters, edits, "");
    Route.Action forward =
        new Route.Forward(
            new ClusterChoice.Single(target),
            HashPolicies.NONE,
            rewrite,
            host,
            retry,
            RouteTimes.DEFAULT.timeout(timeoutMillis).idle(idleMillis),
            List.of(),
            Route.Handling.DEFAULT);
    Route route =
        new Route(
            "route", action == null ? forward : action, filters, edits, true, false, "", null);
    return ListenerPlan.http(
        LISTENER, address, http(), (head, _) -> head.path().startsWith("/none") ? null : route);
  }

  private Http1Plan http1() {
    Http1Plan usual = Http1Plan.DEFAULT;
    return new Http1Plan(
        http10,
        "",
        false,
        true,
        false,
        false,
        proxy100,
        usual.underscores(),
        usual.headerCase(),
        List.of());
  }

  private HttpPlan http() {
    return new HttpPlan(
        "test",
        new HttpPlan.ServerHeader("istio-envoy", HttpPlan.Transformation.OVERWRITE),
        EDGE,
        new HttpPlan.Paths(true, false, HttpPlan.EscapedSlashes.KEEP),
        HttpPlan.Hosts.AS_THEY_CAME,
        limits,
        HttpPlan.Codec.AUTO,
        http1(),
        clients,
        Http3Plan.DEFAULT,
        new UpgradePlan(Map.of("websocket", true)),
        HttpChain.EMPTY,
        RouterPlan.DEFAULT,
        logs,
        new LocalReplies(List.of(), null));
  }
}
