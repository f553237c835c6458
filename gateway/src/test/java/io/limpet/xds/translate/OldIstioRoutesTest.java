package io.limpet.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryHostPredicate;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.limpet.mesh.IstioVersion;
import io.limpet.mesh.MeshOptions;
import io.limpet.xds.resources.MessageJson;
import io.limpet.xds.resources.Resources;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The walk-throughs' routes in the form of the releases that they were written with: status 503 is
/// tried again, resources are of `v1alpha3`, and up to 1.22 a retry always went elsewhere.
class OldIstioRoutesTest {
  /// A route as `istioctl proxy-config` printed it for Istio 1.22.
  private static final String PRINTED =
      """
      {"decorator": {"operation": "helloworld.helloworld.svc.cluster.local:5000/hello"},
       "match": {"caseSensitive": true, "path": "/hello"},
       "metadata": {"filterMetadata": {"istio": {"config":
         "/apis/networking.istio.io/v1alpha3/namespaces/helloworld/virtual-service/helloworld"}}},
       "route": {
         "cluster": "outbound|5000||helloworld.helloworld.svc.cluster.local",
         "maxGrpcTimeout": "0s", "timeout": "0s",
         "retryPolicy": {
           "hostSelectionRetryMaxAttempts": "5", "numRetries": 2, "retriableStatusCodes": [503],
           "retryHostPredicate": [{
             "name": "envoy.retry_host_predicates.previous_hosts",
             "typedConfig": {"@type": "type.googleapis.com/\
      envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate"}}],
           "retryOn": "connect-failure,refused-stream,unavailable,cancelled,\
      retriable-status-codes"}},
       "typedPerFilterConfig": {"envoy.filters.http.stateful_session": {
         "@type": "type.googleapis.com/\
      envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute",
         "statefulSession": {"sessionState": {
           "name": "envoy.http.stateful_session.header",
           "typedConfig": {
             "@type": "type.googleapis.com/\
      envoy.extensions.http.stateful_session.header.v3.HeaderBasedSessionState",
             "name": "x-session-header"}}}}}}
      """;

  @Test
  void theRouteIsTheOneThatWasPrinted() throws InvalidProtocolBufferException {
    Route.Builder printed = Route.newBuilder();
    MessageJson.read(PRINTED, printed);
    for (String table : new String[] {"http.80", "http.8080"}) {
      RouteConfiguration ours =
          Objects.requireNonNull(translated("seed1-helloworld-header", "1.22").routes().get(table));
      assertThat(ours.getVirtualHosts(0).getRoutes(0)).isEqualTo(printed.build());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "seed1-helloworld-header, 1.22",
    "seed1-helloworld-header, 1.23",
    "seed2-sticky-hash-header, 1.22",
    "seed2-sticky-hash-header, 1.23",
    "seed2-sticky-leastconn, 1.22",
    "seed2-sticky-leastconn, 1.23",
    "seed2-sticky-leastconn-wronghost, 1.23",
    "seed2-sticky-plain, 1.23"
  })
  void routesAreTheNewestInTheOldForm(String folder, String version)
      throws InvalidProtocolBufferException {
    Resources ours = translated(folder, version);
    String answers = Translation.file(folder + "/istiod/rds.json");
    for (JsonElement each : JsonParser.parseString(answers).getAsJsonArray()) {
      RouteConfiguration.Builder table = RouteConfiguration.newBuilder();
      MessageJson.read(
          each.toString().replace("networking.istio.io/v1/", "networking.istio.io/v1alpha3/"),
          table);
      table
          .getVirtualHostsBuilderList()
          .forEach(host -> age(host, IstioVersion.parse(version).atLeast(23)));
      assertThat(ours.routes().get(table.getName())).isEqualTo(table.build());
    }
  }

  private static Resources translated(String folder, String version) {
    return Translation.of(
        MeshOptions.ISTIO.withVersion(IstioVersion.parse(version)),
        Translation.file("base.yaml"),
        Translation.file(folder + "/input.yaml"));
  }

  private static void age(VirtualHost.Builder host, boolean staysWithHash) {
    for (Route.Builder route : host.getRoutesBuilderList()) {
      var retries = route.getRouteBuilder().getRetryPolicyBuilder();
      retries.addRetriableStatusCodes(503);
      if (retries.getRetryHostPredicateCount() == 0 && !staysWithHash) {
        retries.addRetryHostPredicate(
            RetryHostPredicate.newBuilder()
                .setName("envoy.retry_host_predicates.previous_hosts")
                .setTypedConfig(Any.pack(PreviousHostsPredicate.getDefaultInstance())));
      }
    }
  }
}
