package io.limpet.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.limpet.mesh.MeshOptions;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.xds.resources.Resources;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A DestinationRule's `tls`: a stock Envoy is told to speak TLS, and our proxy, which cannot yet,
/// speaks to nobody.
class UpstreamTlsTest {
  private static final String SHOP = "outbound|80||shop.default.svc.cluster.local";
  private static final String OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

  private static Resources resources(String tls) {
    return Translation.of(
        MeshOptions.DEFAULT,
        Shop.GATEWAY,
        Shop.service("shop", "labels: {}"),
        Shop.slice("shop", "ready: true"),
        Shop.routeTo("[{destination: {host: shop}}]"),
        tls.isEmpty()
            ? ""
            : Shop.rule("shop", "default", "{host: shop, trafficPolicy: {tls: {" + tls + "}}}"));
  }

  private static List<Endpoint> endpoints(PlanBuilder.Built built) {
    @Nullable ClusterPlan cluster = built.plan().cluster(SHOP);
    return cluster == null ? List.of() : cluster.endpoints();
  }

  private static Cluster cluster(String tls) {
    return Objects.requireNonNull(resources(tls).clusters().get(SHOP));
  }

  private static UpstreamTlsContext context(String tls) throws Exception {
    return cluster(tls).getTransportSocket().getTypedConfig().unpack(UpstreamTlsContext.class);
  }

  @Test
  void endpointsAreSpokenToInTlsWhereItIsAskedFor() {
    PlanBuilder.Built built = new PlanBuilder().build(resources("mode: SIMPLE"));
    assertThat(built.problems()).isEmpty();
    assertThat(endpoints(built))
        .singleElement()
        .satisfies(endpoint -> assertThat(endpoint.transport().tls()).isNotNull());
  }

  @ParameterizedTest
  @CsvSource({
    "'mode: MUTUAL, clientCertificate: /c.pem, privateKey: /k.pem', REFUSED, /c.pem",
    "mode: ISTIO_MUTUAL, AWAITED, the secret default is not there yet"
  })
  void neverPlainTextWhereTlsCannotBeHad(String tls, PlanProblem.Weight weight, String text) {
    PlanBuilder builder = new PlanBuilder();
    assertThat(endpoints(builder.build(resources("")))).hasSize(1);
    PlanBuilder.Built built = builder.build(resources(tls));
    assertThat(endpoints(built)).isEmpty();
    assertThat(built.problems())
        .filteredOn(problem -> problem.name().equals(SHOP))
        .anySatisfy(
            problem -> {
              assertThat(problem.weight()).isEqualTo(weight);
              assertThat(problem.text()).contains(text);
            });
  }

  @Test
  void plainTextWhereItIsAskedFor() {
    assertThat(cluster("mode: DISABLE").hasTransportSocket()).isFalse();
    assertThat(new PlanBuilder().build(resources("mode: DISABLE")).problems()).isEmpty();
  }

  @Test
  void theHostThatWasAskedForMustAnswerWhereNoNameIsWritten() throws Exception {
    Cluster cluster = cluster("mode: SIMPLE");
    var options =
        Objects.requireNonNull(cluster.getTypedExtensionProtocolOptionsMap().get(OPTIONS))
            .unpack(HttpProtocolOptions.class)
            .getUpstreamHttpProtocolOptions();
    assertThat(options.getAutoSni()).isTrue();
    assertThat(options.getAutoSanValidation()).isTrue();
    UpstreamTlsContext named = context("mode: SIMPLE, sni: a.b, subjectAltNames: [c.d]");
    assertThat(named.getSni()).isEqualTo("a.b");
    assertThat(
            named
                .getCommonTlsContext()
                .getValidationContext()
                .getMatchTypedSubjectAltNames(0)
                .getMatcher()
                .getExact())
        .isEqualTo("c.d");
  }

  @Test
  void theMeshHasNamesAndCertificatesOfItsOwn() throws Exception {
    UpstreamTlsContext mesh = context("mode: ISTIO_MUTUAL");
    assertThat(mesh.getSni()).isEqualTo("outbound_.80_._.shop.default.svc.cluster.local");
    assertThat(mesh.getCommonTlsContext().getTlsCertificateSdsSecretConfigs(0).getName())
        .isEqualTo("default");
    assertThat(mesh.getCommonTlsContext().getAlpnProtocolsList())
        .containsExactly("istio-peer-exchange", "istio");
  }
}
