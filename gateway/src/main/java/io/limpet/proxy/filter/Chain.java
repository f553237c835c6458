package io.limpet.proxy.filter;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.filter.http.AllowOrigin;
import io.limpet.proxy.filter.http.AnswerHealthCheck;
import io.limpet.proxy.filter.http.BufferRequest;
import io.limpet.proxy.filter.http.CheckAccess;
import io.limpet.proxy.filter.http.CheckTokens;
import io.limpet.proxy.filter.http.GrpcHttp1Bridge;
import io.limpet.proxy.filter.http.GrpcStats;
import io.limpet.proxy.filter.http.GrpcWeb;
import io.limpet.proxy.filter.http.InjectFault;
import io.limpet.proxy.filter.http.LimitRate;
import io.limpet.proxy.filter.http.MutateHeaders;
import io.limpet.proxy.filter.http.RefuseUnasked;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.Filters;
import io.limpet.proxy.http.Serving;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.overload.Overload;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.filter.BufferPlan;
import io.limpet.proxy.plan.filter.CorsPlan;
import io.limpet.proxy.plan.filter.ExtAuthzPlan;
import io.limpet.proxy.plan.filter.FaultPlan;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.filter.GrpcHttp1BridgePlan;
import io.limpet.proxy.plan.filter.GrpcStatsPlan;
import io.limpet.proxy.plan.filter.GrpcWebPlan;
import io.limpet.proxy.plan.filter.HeaderMutationPlan;
import io.limpet.proxy.plan.filter.HealthFilterPlan;
import io.limpet.proxy.plan.filter.HttpChain;
import io.limpet.proxy.plan.filter.JwtPlan;
import io.limpet.proxy.plan.filter.LocalRateLimitPlan;
import io.limpet.proxy.plan.filter.RbacPlan;
import io.limpet.proxy.plan.filter.SessionPlan;
import io.limpet.proxy.upstream.UpstreamPools;
import java.util.IdentityHashMap;
import java.util.List;

/// The life of a request, on one event loop: steps that every request meets, then the filters that
/// its route has, in the order in which the listener has them, then the router.
public final class Chain implements Filters {
  private final Filter[] first;
  private final Filter[] again;
  private final Filter router;
  private final ClusterCounts counts;
  private final Metrics metrics;
  private final ShownTokens tokens = new ShownTokens();
  private final IdentityHashMap<HttpChain, Made> made = new IdentityHashMap<>(); // event loop only
  private Plan of = Plan.EMPTY; // event loop only

  private Chain(Filter[] first, Filter[] again, Filter router, ClusterCounts counts) {
    this.first = first;
    this.again = again;
    this.router = router;
    this.counts = counts;
    this.metrics = counts.metrics();
  }

  public static Chain of(
      Worker worker, UpstreamPools pools, ClusterCounts counts, Overload overload) {
    HeaderEditor editor = new HeaderEditor();
    PickRoute pickRoute = new PickRoute();
    TraceRequest traceRequest = new TraceRequest(worker.random());
    LimitDuration limitDuration = new LimitDuration();
    Filter[] first = {
      new AccessLog(),
      new NormalizePath(),
      new RequestIdentity(worker.random(), worker.localIp(), editor),
      pickRoute,
      traceRequest,
      new AccessLogStart(),
      limitDuration,
      new HeedUpgrade()
    };
    Filter[] again = {pickRoute, traceRequest, limitDuration};
    return new Chain(first, again, new Forward(worker, pools, counts, editor, overload), counts);
  }

  @Override
  public Filter[] first() {
    return first;
  }

  @Override
  public void reroute(Exchange exchange) {
    exchange.forgetRoute();
    for (Filter filter : again) {
      filter.request(exchange);
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // A plan is its own identity; comparing its parts is slow.
  public Filter[] chain(Serving serving, HttpChain chain) {
    if (serving.plan() != of) {
      made.clear();
      of = serving.plan();
    }
    Made known = made.get(chain);
    if (known == null) {
      known = make(chain, metrics.http(serving.http().statPrefix()));
      made.put(chain, known);
    }
    return known.forRequest();
  }

  @SuppressWarnings("ReferenceEquality") // a filter for all requests gives itself
  private Made make(HttpChain chain, Metrics.Scope scope) {
    List<FilterPlan> plans = chain.filters();
    Filter[] filters = new Filter[plans.size() + 1];
    long sessions = plans.stream().filter(SessionPlan.class::isInstance).count();
    boolean shared = true;
    for (int i = 0; i < plans.size(); i++) {
      filters[i] = filter(plans.get(i), scope, sessions > 1);
      shared &= filters[i].forRequest() == filters[i];
    }
    filters[plans.size()] = router;
    return new Made(filters, shared);
  }

  /// `severalSessions`: each has a token of its own.
  private Filter filter(FilterPlan plan, Metrics.Scope scope, boolean severalSessions) {
    return switch (plan) {
      case BufferPlan buffer -> new BufferRequest(buffer);
      case CorsPlan cors -> AllowOrigin.of(cors, scope);
      case ExtAuthzPlan authorizer -> new RefuseUnasked(authorizer);
      case FaultPlan fault -> InjectFault.of(fault, scope);
      case GrpcHttp1BridgePlan bridge -> GrpcHttp1Bridge.of(bridge);
      case GrpcStatsPlan stats -> new GrpcStats(stats, counts.grpc());
      case GrpcWebPlan() -> GrpcWeb.of(counts.grpc());
      case HeaderMutationPlan mutation -> new MutateHeaders(mutation);
      case HealthFilterPlan check -> new AnswerHealthCheck(check);
      case JwtPlan jwt -> CheckTokens.of(jwt, scope);
      case LocalRateLimitPlan limit -> LimitRate.of(limit, metrics.process());
      case RbacPlan rbac -> new CheckAccess(rbac, scope);
      case SessionPlan session ->
          PinSession.of(
              session,
              SessionCounters.of(scope, metrics.process(), session),
              tokens,
              severalSessions);
      case FilterPlan.Off(), JwtPlan.OfRoute _ ->
          throw new IllegalStateException("a filter that is off has no step");
    };
  }

  /// A chain's filters.
  private static final class Made {
    private final Filter[] filters;
    private final boolean shared;

    /// `shared`: none is for one request only.
    Made(Filter[] filters, boolean shared) {
      this.filters = filters;
      this.shared = shared;
    }

    Filter[] forRequest() {
      if (shared) {
        return filters;
      }
      Filter[] own = new Filter[filters.length];
      for (int i = 0; i < own.length; i++) {
        own[i] = filters[i].forRequest();
      }
      return own;
    }
  }
}
