package io.limpet.xds.translate;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HttpUri;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.AuthorizationRequest;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.AuthorizationResponse;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.BufferSettings;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.HttpService;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.type.matcher.v3.ListStringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.limpet.mesh.security.Authorizer;
import io.limpet.mesh.security.Delegated;
import io.limpet.model.istio.ExtensionProvider;
import io.limpet.model.istio.ExtensionProvider.Body;
import io.limpet.model.istio.ExtensionProvider.ExtAuthzGrpc;
import io.limpet.model.istio.ExtensionProvider.ExtAuthzHttp;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/// Who is asked whether a request may pass, as the filters `ext_authz` for requests and for
/// connections (`authz/builder/extauthz.go` in Istio's `pilot/pkg/security`). They ask where the
/// rules before them have matched.
final class ExtAuthzTranslator {
  /// Before the names of the metadata that the rules leave.
  static final String PREFIX = "istio_ext_authz_";

  private static final String HTTP_FILTER = "envoy.filters.http.ext_authz";
  private static final String NETWORK_FILTER = "envoy.filters.network.ext_authz";
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private ExtAuthzTranslator() {}

  static HttpFilter http(Delegated delegated) {
    Authorizer authorizer = delegated.authorizer();
    ExtAuthz.Builder message =
        switch (authorizer.description()) {
          case ExtAuthzHttp http ->
              over(common(http.authorizer()), http).setHttpService(service(http, authorizer));
          case ExtAuthzGrpc(var asked) -> common(asked).setGrpcService(service(asked, authorizer));
          default -> throw new IllegalStateException(authorizer + " is no authorizer");
        };
    return HttpFilterTranslator.filter(
        HTTP_FILTER,
        message.setFilterEnabledMetadata(matched(RbacTranslator.HTTP_FILTER, delegated)).build());
  }

  /// Only over gRPC can be asked about connections.
  static Filter network(Delegated delegated) {
    Authorizer authorizer = delegated.authorizer();
    if (!(authorizer.description() instanceof ExtAuthzGrpc(var asked))) {
      throw new IllegalStateException(authorizer + " cannot be asked about connections");
    }
    var message =
        io.envoyproxy.envoy.extensions.filters.network.ext_authz.v3.ExtAuthz.newBuilder()
            .setStatPrefix("tcp.")
            .setFailureModeAllow(asked.failOpen())
            .setTransportApiVersion(ApiVersion.V3)
            .setGrpcService(service(asked, authorizer))
            .setFilterEnabledMetadata(matched(RbacTranslator.NETWORK_FILTER, delegated))
            .build();
    return Filter.newBuilder().setName(NETWORK_FILTER).setTypedConfig(Any.pack(message)).build();
  }

  private static ExtAuthz.Builder common(ExtensionProvider.Authorizer asked) {
    ExtAuthz.Builder message =
        ExtAuthz.newBuilder()
            .setTransportApiVersion(ApiVersion.V3)
            .setFailureModeAllow(asked.failOpen())
            .setClearRouteCache(asked.clearRouteCache());
    if (asked.statusOnError() != 0) {
      message.setStatusOnError(
          HttpStatus.newBuilder().setCode(StatusCode.forNumber(asked.statusOnError())));
    }
    Body body = asked.body();
    if (body != null) {
      message.setWithRequestBody(
          BufferSettings.newBuilder()
              .setMaxRequestBytes((int) body.maxRequestBytes())
              .setAllowPartialMessage(body.allowPartialMessage())
              .setPackAsBytes(body.packAsBytes()));
    }
    return message;
  }

  private static ExtAuthz.Builder over(ExtAuthz.Builder message, ExtAuthzHttp http) {
    return http.includedHeaders().isEmpty()
        ? message
        : message.setAllowedHeaders(headers(http.includedHeaders()));
  }

  private static HttpService service(ExtAuthzHttp http, Authorizer authorizer) {
    HttpService.Builder service =
        HttpService.newBuilder()
            .setPathPrefix(http.pathPrefix())
            .setServerUri(
                HttpUri.newBuilder()
                    .setTimeout(Messages.duration(timeout(http.authorizer())))
                    .setUri("http://" + authorizer.host())
                    .setCluster(authorizer.cluster()));
    AuthorizationRequest.Builder request = AuthorizationRequest.newBuilder();
    new TreeMap<>(http.addedHeaders())
        .forEach(
            (name, value) ->
                request.addHeadersToAdd(HeaderValue.newBuilder().setKey(name).setValue(value)));
    if (request.getHeadersToAddCount() > 0) {
      service.setAuthorizationRequest(request);
    }
    AuthorizationResponse response = response(http);
    if (!response.equals(AuthorizationResponse.getDefaultInstance())) {
      service.setAuthorizationResponse(response);
    }
    return service.build();
  }

  private static AuthorizationResponse response(ExtAuthzHttp http) {
    AuthorizationResponse.Builder response = AuthorizationResponse.newBuilder();
    if (!http.toUpstreamOnAllow().isEmpty()) {
      response.setAllowedUpstreamHeaders(headers(http.toUpstreamOnAllow()));
    }
    if (!http.toDownstreamOnDeny().isEmpty()) {
      response.setAllowedClientHeaders(headers(http.toDownstreamOnDeny()));
    }
    if (!http.toDownstreamOnAllow().isEmpty()) {
      response.setAllowedClientHeadersOnSuccess(headers(http.toDownstreamOnAllow()));
    }
    return response.build();
  }

  /// Names with a star at one end, whatever their case.
  private static ListStringMatcher headers(List<String> names) {
    ListStringMatcher.Builder list = ListStringMatcher.newBuilder();
    for (String name : names) {
      StringMatcher.Builder matcher = StringMatcher.newBuilder().setIgnoreCase(true);
      if (name.startsWith("*")) {
        matcher.setSuffix(name.substring(1));
      } else if (name.endsWith("*")) {
        matcher.setPrefix(name.substring(0, name.length() - 1));
      } else {
        matcher.setExact(name);
      }
      list.addPatterns(matcher);
    }
    return list.build();
  }

  private static GrpcService service(ExtensionProvider.Authorizer asked, Authorizer authorizer) {
    return GrpcService.newBuilder()
        .setEnvoyGrpc(
            GrpcService.EnvoyGrpc.newBuilder()
                .setClusterName(authorizer.cluster())
                .setAuthority(authorizer.host()))
        .setTimeout(Messages.duration(timeout(asked)))
        .build();
  }

  private static Duration timeout(ExtensionProvider.Authorizer asked) {
    Duration written = asked.timeout();
    return written == null ? TIMEOUT : written;
  }

  private static MetadataMatcher matched(String filter, Delegated delegated) {
    return MetadataMatcher.newBuilder()
        .setFilter(filter)
        .addPath(
            MetadataMatcher.PathSegment.newBuilder().setKey(PREFIX + "shadow_effective_policy_id"))
        .setValue(
            ValueMatcher.newBuilder()
                .setStringMatch(StringMatcher.newBuilder().setPrefix(delegated.marker())))
        .build();
  }
}
