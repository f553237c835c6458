package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.limpet.xds.client.FakeControlPlane;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a control plane sends that nobody here knows is refused with its path, but for what only
/// Istio's own build of Envoy knows.
final class UnknownResourcesTest {
  private final FakeControlPlane plane = FakeControlPlane.start();

  @AfterEach
  void close() {
    plane.close();
  }

  @Test
  void aFilterThatIsNotKnownIsRefusedWithItsPath() throws Exception {
    var starting = starting(false);
    plane.sayEither(false, "2", listener(http("envoy.filters.http.lua", "x.y.Lua")));
    assertThat(FakeControlPlane.refusal(plane.request()))
        .isEqualTo(
            "Error adding/updating listener(s) l:"
                + " filter_chains[0].filters[0].typed_config.http_filters[0]: the filter"
                + " envoy.filters.http.lua is not carried out");
    starting.get(10, TimeUnit.SECONDS).close();
  }

  @Test
  void lenientlyItIsLeftOut() throws Exception {
    var starting = starting(true);
    plane.sayEither(false, "2", listener(http("envoy.filters.http.lua", "x.y.Lua")));
    assertThat(plane.asked()).isEqualTo("ROUTES [r] v= n=");
    assertThat(plane.asked()).isEqualTo("LISTENER [] v=2 n=n2");
    plane.sayEither(false, "3", routes());
    plane.request();
    starting.get(10, TimeUnit.SECONDS).close();
  }

  @Test
  void whatOnlyIstiosEnvoyKnowsIsLeftOut() throws Exception {
    var starting = starting(false);
    plane.sayEither(
        false,
        "2",
        listener(
            network("istio.metadata_exchange", "x.y.Whatever"),
            network("mx", "envoy.tcp.metadataexchange.config.MetadataExchange"),
            http("istio.alpn", "istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig"),
            http("istio.stats", "stats.PluginConfig"),
            http("istio_authn", "istio.envoy.config.filter.http.authn.v2alpha2.FilterConfig"),
            http("of any name", "io.istio.http.peer_metadata.Config")));
    assertThat(plane.asked()).isEqualTo("ROUTES [r] v= n=");
    assertThat(plane.asked()).isEqualTo("LISTENER [] v=2 n=n2");
    plane.sayEither(false, "3", routes());
    assertThat(plane.asked()).isEqualTo("ROUTES [r] v=3 n=n3");
    starting.get(10, TimeUnit.SECONDS).close();
  }

  @Test
  void aFilterOfConnectionsIsRefusedToo() throws Exception {
    var starting = starting(false);
    plane.sayEither(false, "2", listener(network("envoy.filters.network.ratelimit", "x.y.Rate")));
    assertThat(FakeControlPlane.refusal(plane.request()))
        .contains("filter_chains[0].filters[0]: the filter envoy.filters.network.ratelimit");
    starting.get(10, TimeUnit.SECONDS).close();
  }

  @Test
  void aFieldThatIsNewerThanTheApiIsRefusedWithItsNumber() throws Exception {
    var starting = starting(false);
    UnknownFieldSet newer =
        UnknownFieldSet.newBuilder()
            .addField(4321, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    plane.sayEither(false, "2", listener().toBuilder().setUnknownFields(newer).build());
    assertThat(FakeControlPlane.refusal(plane.request()))
        .isEqualTo(
            "Error adding/updating listener(s) l: #4321: this field's number is not known here; it"
                + " is newer than Limpet");
    starting.get(10, TimeUnit.SECONDS).close();
  }

  @Test
  void routesThatConfigureAnUnknownFilterGiveWayToThoseBefore() throws Exception {
    var starting = starting(false);
    plane.sayEither(false, "2", listener());
    plane.request();
    plane.request();
    plane.sayEither(false, "3", routes());
    assertThat(plane.asked()).isEqualTo("ROUTES [r] v=3 n=n3");
    try (GatewayInstance gateway = starting.get(10, TimeUnit.SECONDS)) {
      VirtualHost other =
          VirtualHost.newBuilder()
              .setName("other")
              .addDomains("*")
              .putTypedPerFilterConfig("lua", any("x.y.LuaPerRoute"))
              .build();
      plane.sayEither(
          false, "4", routes().toBuilder().clearVirtualHosts().addVirtualHosts(other).build());
      assertThat(FakeControlPlane.refusal(plane.request()))
          .contains("r: virtual_hosts[0].typed_per_filter_config.lua: the filter lua is not");
      assertThat(gateway.configuration().resources().routes().get("r")).isEqualTo(routes());
    }
  }

  /// Asked for listeners.
  private CompletableFuture<GatewayInstance> starting(boolean lenient) {
    DrivenGateway driven = new DrivenGateway(lenient);
    CompletableFuture<GatewayInstance> starting =
        CompletableFuture.supplyAsync(() -> driven.start(plane.port()));
    assertThat(plane.asked()).isEqualTo("CLUSTER [] v= n=");
    plane.sayNoClusters("1");
    assertThat(plane.asked()).isEqualTo("LISTENER [] v= n=");
    assertThat(plane.asked()).isEqualTo("CLUSTER [] v=1 n=n1");
    return starting;
  }

  private static HttpFilter http(String name, String type) {
    return HttpFilter.newBuilder().setName(name).setTypedConfig(any(type)).build();
  }

  private static Filter network(String name, String type) {
    return Filter.newBuilder().setName(name).setTypedConfig(any(type)).build();
  }

  private static Any any(String type) {
    return Any.newBuilder()
        .setTypeUrl("type.googleapis.com/" + type)
        .setValue(ByteString.copyFrom(new byte[] {8, 1}))
        .build();
  }

  private static Listener listener(Message... filters) {
    HttpConnectionManager.Builder manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix("s")
            .setRds(
                Rds.newBuilder()
                    .setRouteConfigName("r")
                    .setConfigSource(
                        ConfigSource.newBuilder()
                            .setAds(AggregatedConfigSource.getDefaultInstance())));
    FilterChain.Builder chain = FilterChain.newBuilder();
    for (Message each : filters) {
      switch (each) {
        case HttpFilter http -> manager.addHttpFilters(http);
        case Filter network -> chain.addFilters(network);
        default -> throw new IllegalArgumentException(each.toString());
      }
    }
    manager.addHttpFilters(
        HttpFilter.newBuilder()
            .setName("router")
            .setTypedConfig(Any.pack(Router.getDefaultInstance())));
    chain.addFilters(Filter.newBuilder().setName("http").setTypedConfig(Any.pack(manager.build())));
    Listener.Builder listener = Listener.newBuilder().setName("l").addFilterChains(chain);
    listener.getAddressBuilder().getSocketAddressBuilder().setAddress("127.0.0.1").setPortValue(0);
    return listener.build();
  }

  private static RouteConfiguration routes() {
    return RouteConfiguration.newBuilder()
        .setName("r")
        .addAllVirtualHosts(List.of(VirtualHost.newBuilder().setName("v").addDomains("*").build()))
        .build();
  }
}
