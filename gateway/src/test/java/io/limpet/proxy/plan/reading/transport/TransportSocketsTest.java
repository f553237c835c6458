package io.limpet.proxy.plan.reading.transport;

import static io.limpet.proxy.plan.reading.Messages.cluster;
import static io.limpet.proxy.plan.reading.Messages.endpoint;
import static io.limpet.proxy.plan.reading.Messages.metadata;
import static io.limpet.proxy.plan.reading.Messages.string;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.TransportSocketMatch;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.extensions.transport_sockets.alts.v3.Alts;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.PlanProblem.Weight;
import io.limpet.proxy.plan.transport.UpstreamTransport;
import io.limpet.xds.resources.Resources;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What is to be secret is never sent in plain text, endpoint by endpoint.
final class TransportSocketsTest {
  private static final TransportSocket TLS =
      TransportSocket.newBuilder()
          .setName("envoy.transport_sockets.tls")
          .setTypedConfig(Any.pack(UpstreamTlsContext.getDefaultInstance()))
          .build();
  private static final TransportSocket PLAIN =
      TransportSocket.newBuilder()
          .setName("envoy.transport_sockets.raw_buffer")
          .setTypedConfig(Any.pack(RawBuffer.getDefaultInstance()))
          .build();
  private static final TransportSocket STRANGE =
      TransportSocket.newBuilder()
          .setName("envoy.transport_sockets.alts")
          .setTypedConfig(Any.pack(Alts.getDefaultInstance()))
          .build();
  private static final ConfigSource ADS =
      ConfigSource.newBuilder().setAds(AggregatedConfigSource.getDefaultInstance()).build();
  private static final TransportSocket SECRET =
      TransportSocket.newBuilder()
          .setName("envoy.transport_sockets.tls")
          .setTypedConfig(
              Any.pack(
                  UpstreamTlsContext.newBuilder()
                      .setCommonTlsContext(
                          CommonTlsContext.newBuilder()
                              .addTlsCertificateSdsSecretConfigs(
                                  SdsSecretConfig.newBuilder()
                                      .setName("not-there")
                                      .setSdsConfig(ADS)))
                      .build()))
          .build();
  private static final LbEndpoint.Builder MESH =
      endpoint("10.0.0.1", 80)
          .setMetadata(metadata("envoy.transport_socket_match", "tlsMode", string("istio")));
  private static final LbEndpoint.Builder OTHER = endpoint("10.0.0.2", 80);

  @Test
  void anEndpointIsSpokenToAsItsMetadataAsk() {
    PlanBuilder.Built built = build(mesh().addTransportSocketMatches(match(false, PLAIN)));
    assertThat(encrypted(built)).containsExactly("10.0.0.1:80");
    assertThat(built.problems()).isEmpty();
  }

  @Test
  void theFirstMatchCounts() {
    Cluster.Builder plainFirst = cluster("web", LbPolicy.ROUND_ROBIN);
    plainFirst.addTransportSocketMatches(match(false, PLAIN));
    plainFirst.addTransportSocketMatches(match(true, TLS));
    assertThat(encrypted(build(plainFirst))).isEmpty();
    Cluster.Builder tlsForAll = cluster("web", LbPolicy.ROUND_ROBIN);
    tlsForAll.addTransportSocketMatches(match(false, TLS));
    assertThat(encrypted(build(tlsForAll))).containsExactly("10.0.0.1:80", "10.0.0.2:80");
  }

  @Test
  void whereNothingMatchesTheClusterSays() {
    assertThat(encrypted(build(mesh()))).containsExactly("10.0.0.1:80");
    assertThat(encrypted(build(mesh().setTransportSocket(TLS))))
        .containsExactly("10.0.0.1:80", "10.0.0.2:80");
  }

  @Test
  void aLocalitysMetadataHoldForEndpointsWithoutTheirOwn() {
    LocalityLbEndpoints group =
        LocalityLbEndpoints.newBuilder().setMetadata(MESH.getMetadata()).build();
    TransportSockets sockets =
        new TransportSockets(
            mesh().build(),
            UpstreamHttpProtocolOptions.getDefaultInstance(),
            new SecretLookup(Map.of()),
            Place.of("Cluster", "web", List.of()));
    assertThat(sockets.of(OTHER.build(), group))
        .isNotEqualTo(new TransportSockets.Spoken(UpstreamTransport.PLAIN_TEXT));
    assertThat(sockets.of(OTHER.build(), LocalityLbEndpoints.getDefaultInstance()))
        .isEqualTo(new TransportSockets.Spoken(UpstreamTransport.PLAIN_TEXT));
  }

  @Test
  void anEndpointWhoseTransportCannotBeHadIsLeftOutAndTheOthersServe() {
    PlanBuilder.Built strange =
        build(cluster("web", LbPolicy.ROUND_ROBIN).addTransportSocketMatches(match(true, STRANGE)));
    assertThat(endpoints(strange)).containsExactly("10.0.0.2:80");
    assertWithheld(strange, "transport_socket_matches[0].transport_socket");
    PlanBuilder.Built missing =
        build(cluster("web", LbPolicy.ROUND_ROBIN).addTransportSocketMatches(match(true, SECRET)));
    assertThat(endpoints(missing)).containsExactly("10.0.0.2:80");
    assertProblem(
        missing,
        Weight.AWAITED,
        "transport_socket_matches[0].transport_socket.typed_config.common_tls_context"
            + ".tls_certificate_sds_secret_configs[0]");
  }

  private static void assertWithheld(PlanBuilder.Built built, String field) {
    assertProblem(built, Weight.WITHHELD, field);
  }

  private static void assertProblem(PlanBuilder.Built built, Weight weight, String field) {
    assertThat(built.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.weight()).isEqualTo(weight);
              assertThat(problem.field()).isEqualTo(field);
            });
  }

  private static Cluster.Builder mesh() {
    return cluster("web", LbPolicy.ROUND_ROBIN).addTransportSocketMatches(match(true, TLS));
  }

  private static TransportSocketMatch match(boolean mesh, TransportSocket socket) {
    Struct.Builder criteria = Struct.newBuilder();
    if (mesh) {
      criteria.putFields("tlsMode", string("istio"));
    }
    return TransportSocketMatch.newBuilder()
        .setName(socket.getName())
        .setMatch(criteria)
        .setTransportSocket(socket)
        .build();
  }

  private static PlanBuilder.Built build(Cluster.Builder cluster) {
    LocalityLbEndpoints.Builder group =
        LocalityLbEndpoints.newBuilder().addLbEndpoints(MESH).addLbEndpoints(OTHER);
    Cluster message =
        cluster
            .setType(DiscoveryType.STATIC)
            .setLoadAssignment(ClusterLoadAssignment.newBuilder().addEndpoints(group))
            .build();
    return new PlanBuilder()
        .build(
            new Resources(
                1,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(Map.of("web", message)),
                new TreeMap<>()));
  }

  private static List<String> encrypted(PlanBuilder.Built built) {
    return Objects.requireNonNull(built.plan().cluster("web")).endpoints().stream()
        .filter(each -> each.transport().tls() != null)
        .map(Endpoint::address)
        .toList();
  }

  private static List<String> endpoints(PlanBuilder.Built built) {
    return Objects.requireNonNull(built.plan().cluster("web")).endpoints().stream()
        .map(Endpoint::address)
        .toList();
  }
}
