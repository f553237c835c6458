package io.limpet.xds.translate;

import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.route.v3.Decorator;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.limpet.mesh.IstioVersion;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.RouteAction;
import io.limpet.mesh.RouteTable;
import io.limpet.mesh.RouteTable.Host;
import java.util.Base64;

/// Route tables, their hosts and routes.
final class RouteTranslator {
  private static final int MAXIMUM_BODY_BYTES = 1 << 20;

  private final IstioVersion version;
  private final boolean countsAttempts;
  private final boolean tellsHost;
  private final ExpressionTranslator expressions;
  private final MatchTranslator matches;

  RouteTranslator(MeshOptions options) {
    this.version = options.istioVersion();
    this.countsAttempts = !options.proxyHeaders().attemptCountDisabled();
    this.tellsHost = options.proxyHeaders().forwardedHost();
    this.expressions = new ExpressionTranslator(options);
    this.matches = new MatchTranslator(expressions);
  }

  RouteConfiguration table(RouteTable table) {
    RouteConfiguration.Builder message =
        RouteConfiguration.newBuilder()
            .setName(table.name())
            .setValidateClusters(BoolValue.of(false))
            .setIgnorePortInHostMatching(true)
            .setMaxDirectResponseBodySizeBytes(UInt32Value.of(MAXIMUM_BODY_BYTES));
    table.hosts().forEach(host -> message.addVirtualHosts(host(host)));
    return message.build();
  }

  private VirtualHost host(Host host) {
    VirtualHost.Builder message =
        VirtualHost.newBuilder()
            .setName(host.name())
            .addAllDomains(host.domains())
            .setIncludeRequestAttemptCount(countsAttempts && !host.refusesAll());
    if (host.redirectToTls()) {
      message.setRequireTls(VirtualHost.TlsRequirementType.ALL);
    }
    message.putAllTypedPerFilterConfig(SessionTranslator.perRoute(host.session()));
    host.routes().forEach(route -> message.addRoutes(route(route)));
    return message.build();
  }

  private Route route(io.limpet.mesh.Route route) {
    Struct istio =
        Struct.newBuilder()
            .putFields("config", Messages.text(Messages.path(route.source(), version)))
            .build();
    Route.Builder message =
        Route.newBuilder()
            .setName(route.name())
            .setStatPrefix(route.statPrefix())
            .setMatch(matches.match(route.match()))
            .setMetadata(Messages.metadata("istio", istio))
            .setDecorator(Decorator.newBuilder().setOperation(route.operation()));
    action(message, route.action());
    HeaderTranslator.apply(message, route.headers());
    FilterTranslator.filters(route, expressions).forEach(message::putTypedPerFilterConfig);
    return message.build();
  }

  private void action(Route.Builder message, RouteAction action) {
    switch (action) {
      case RouteAction.Forward forward ->
          message.setRoute(
              ForwardTranslator.action(forward, expressions).toBuilder()
                  .setAppendXForwardedHost(tellsHost));
      case RouteAction.Redirect redirect -> message.setRedirect(redirect(redirect));
      case RouteAction.DirectResponse(int status, RouteAction.Body body) ->
          message.setDirectResponse(answer(status, body));
      case RouteAction.Unknown() -> {}
    }
  }

  private static RedirectAction redirect(RouteAction.Redirect redirect) {
    RedirectAction.Builder message =
        RedirectAction.newBuilder()
            .setHostRedirect(redirect.authority())
            .setPortRedirect(redirect.port())
            .setResponseCode(code(redirect.code()));
    switch (redirect.path()) {
      case RouteAction.RedirectPath.Whole(String path) -> message.setPathRedirect(path);
      case RouteAction.RedirectPath.Prefix(String prefix) -> message.setPrefixRewrite(prefix);
    }
    if (!redirect.scheme().isEmpty()) {
      message.setSchemeRedirect(redirect.scheme());
    }
    return message.build();
  }

  private static RedirectAction.RedirectResponseCode code(int status) {
    return switch (status) {
      case 302 -> RedirectAction.RedirectResponseCode.FOUND;
      case 303 -> RedirectAction.RedirectResponseCode.SEE_OTHER;
      case 307 -> RedirectAction.RedirectResponseCode.TEMPORARY_REDIRECT;
      case 308 -> RedirectAction.RedirectResponseCode.PERMANENT_REDIRECT;
      default -> RedirectAction.RedirectResponseCode.MOVED_PERMANENTLY;
    };
  }

  private static DirectResponseAction answer(int status, RouteAction.Body body) {
    DirectResponseAction.Builder message = DirectResponseAction.newBuilder().setStatus(status);
    switch (body) {
      case RouteAction.Body.None() -> {}
      case RouteAction.Body.Text(String text) ->
          message.setBody(DataSource.newBuilder().setInlineString(text));
      case RouteAction.Body.Bytes(String base64) ->
          message.setBody(
              DataSource.newBuilder()
                  .setInlineBytes(ByteString.copyFrom(Base64.getDecoder().decode(base64))));
    }
    return message.build();
  }
}
