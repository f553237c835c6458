package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.FormatText;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.log.FormatWriter;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.overload.Overload;
import io.limpet.proxy.overload.ShedPoint;
import io.limpet.proxy.plan.ClusterChoice.Target;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.OverloadPlan.Point;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.filter.HeaderEdits;
import io.limpet.proxy.plan.format.BodyFormat;
import io.limpet.proxy.upstream.UpstreamPools;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last step (Envoy: the router filter). It answers as the route says, or sends the request to
/// an endpoint: then a [Forwarding] takes over.
final class Forward implements Filter {
  private static final int TLS_REDIRECT = 301;
  private static final LocalReply NO_ROUTE = LocalReply.of(404, "", "NR", "route_not_found");

  private final Worker worker;
  private final UpstreamPools pools;
  private final ClusterCounts counts;
  private final HeaderEditor editor;
  private final ShedPoint overload;

  Forward(
      Worker worker,
      UpstreamPools pools,
      ClusterCounts counts,
      HeaderEditor editor,
      Overload overload) {
    this.worker = worker;
    this.pools = pools;
    this.counts = counts;
    this.editor = editor;
    this.overload = overload.point(Point.HTTP_DOWNSTREAM_FILTER_CHECK);
  }

  @Override
  public boolean request(Exchange exchange) {
    exchange.serving().counters().routed();
    @Nullable Route route = exchange.route();
    if (route == null) {
      exchange.serving().counters().noRoute();
      exchange.reply(NO_ROUTE);
      return false;
    }
    switch (route.action()) {
      case Route.Forward forward -> forward(exchange, route, forward);
      case Route.Redirect redirect -> exchange.reply(elsewhere(exchange, redirect));
      case Route.TlsRedirect redirect ->
          exchange.reply(elsewhere(exchange, TLS_REDIRECT, redirect.location(exchange.head())));
      case Route.DirectResponse direct -> exchange.reply(reply(direct, exchange));
    }
    return false;
  }

  private static LocalReply elsewhere(Exchange exchange, Route.Redirect redirect) {
    EditableRequestHead head = exchange.head();
    String location = redirect.location(head);
    @Nullable String path = redirect.rewritten(head);
    if (path != null) {
      RequestPreparation.path(head, path, exchange.serving().http().router());
    }
    return elsewhere(exchange, redirect.status(), location);
  }

  private static LocalReply elsewhere(Exchange exchange, int status, String location) {
    exchange.serving().counters().direct();
    return LocalReply.of(status, "", "-", "direct_response")
        .with(List.of(HeaderLine.of(HeaderNames.LOCATION, location)));
  }

  /// A format is filled in before anything of the answer is known (Envoy: router.cc,
  /// decodeHeaders).
  private static LocalReply reply(Route.DirectResponse direct, Exchange exchange) {
    exchange.serving().counters().direct();
    @Nullable BodyFormat format = direct.format();
    String body = direct.body();
    List<HeaderLine> lines = new ArrayList<>();
    if (isElsewhere(direct.status())) {
      EditableRequestHead head = exchange.head();
      String location = head.scheme() + "://" + head.authority() + head.path();
      lines.add(HeaderLine.of(HeaderNames.LOCATION, location));
    }
    if (format != null) {
      body = FormatWriter.write(format, new FormatText.Asked(exchange, null, body, "NotSet"));
      lines.add(HeaderLine.of("content-type", format.contentType()));
    }
    return LocalReply.of(direct.status(), body, "-", "direct_response").with(lines);
  }

  /// Such a status says that something is elsewhere; Envoy says that it is here.
  private static boolean isElsewhere(int status) {
    return status == 201 || (status >= 300 && status < 400);
  }

  private void forward(Exchange exchange, Route route, Route.Forward action) {
    @Nullable Target target = exchange.target();
    if (target == null) {
      throw new IllegalStateException("a step before should have chosen: " + route);
    }
    @Nullable ClusterPlan cluster = exchange.serving().plan().cluster(target.cluster());
    if (cluster == null) {
      exchange.serving().counters().noCluster();
      exchange.reply(FailureResponse.noCluster(action.handling().notFoundStatus()));
      return;
    }
    List<String> strict = exchange.serving().http().router().strict();
    @Nullable LocalReply refusal =
        strict.isEmpty() ? null : StrictHeaders.refusal(exchange.head(), strict);
    if (refusal != null) {
      exchange.reply(refusal);
      return;
    }
    Forwarding last = exchange.lastSink() instanceof Forwarding used ? used : null;
    if (last == null) {
      ForwardingWork work = work(exchange, route, target, cluster);
      new Forwarding(worker, pools, editor, exchange, work).begin(work);
    } else {
      boolean same = last.work().is(exchange.serving().http().router(), route, target, cluster);
      last.begin(same ? last.work() : work(exchange, route, target, cluster));
    }
  }

  private ForwardingWork work(Exchange exchange, Route route, Target target, ClusterPlan cluster) {
    Route.Forward action = (Route.Forward) route.action();
    boolean high = action.handling().highPriority();
    return new ForwardingWork(
        exchange.serving().http().router(),
        route,
        action,
        target,
        cluster,
        UpstreamPools.Use.of(cluster, high, exchange.multiplexed()),
        counts.of(cluster.statName()),
        counts,
        overload);
  }

  /// Answers of our own are subject to the route's changes of headers too, before any filter sees
  /// them; those of an upstream were changed when they came.
  @Override
  public void local(Exchange exchange, EditableResponseHead head) {
    @Nullable Route route = exchange.route();
    if (route == null) {
      return;
    }
    boolean forwards = route.action() instanceof Route.Forward;
    if (!forwards && !exchange.details().equals("direct_response")) {
      return; // a filter's answer before the router's own (Envoy 1.40, measured)
    }
    @Nullable Target target = exchange.target();
    HeaderEdits edits = target == null ? route.edits() : target.edits();
    editor.response(exchange, edits.response(), head);
  }
}
