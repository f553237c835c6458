package io.limpet.proxy.plan.reading.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.quic.v3.QuicDownstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.limpet.TestAuthority;
import io.limpet.proxy.plan.FilterChainPlan;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What TLS within QUIC cannot be told.
final class DownstreamTlsReaderTest {
  private final List<PlanProblem> problems = new ArrayList<>();

  private FilterChainPlan.Transport read(DownstreamTlsContext.Builder context) {
    QuicDownstreamTransport quic =
        QuicDownstreamTransport.newBuilder().setDownstreamTlsContext(context).build();
    TransportSocket socket =
        TransportSocket.newBuilder().setName("quic").setTypedConfig(Any.pack(quic)).build();
    return DownstreamTlsReader.readQuic(
        socket, new SecretLookup(Map.of()), Place.of("Listener", "l", problems));
  }

  private static TlsCertificate.Builder certificate() {
    return TlsCertificate.newBuilder()
        .setCertificateChain(file("server.pem"))
        .setPrivateKey(file("server.key"));
  }

  private static DataSource file(String name) {
    return DataSource.newBuilder().setFilename(TestAuthority.get().file(name).toString()).build();
  }

  @Test
  void whatQuicIsNotToldOfIsAProblemAndTheRestIsServed() {
    CommonTlsContext.Builder common =
        CommonTlsContext.newBuilder()
            .addTlsCertificates(certificate().setOcspStaple(file("server.ocsp")))
            .setTlsParams(TlsParameters.newBuilder().addEcdhCurves("P-256"));
    assertThat(
            read(
                DownstreamTlsContext.newBuilder()
                    .setCommonTlsContext(common)
                    .setDisableStatelessSessionResumption(true)))
        .isInstanceOf(FilterChainPlan.Quic.class);
    assertThat(problems)
        .extracting(PlanProblem::field)
        .containsExactly(
            "typed_config.downstream_tls_context.common_tls_context",
            "typed_config.downstream_tls_context.common_tls_context.tls_params.ecdh_curves",
            "typed_config.downstream_tls_context.disable_stateless_session_resumption");
  }

  @Test
  void whereNothingOfThatIsAskedThereIsNoProblem() {
    CommonTlsContext.Builder common =
        CommonTlsContext.newBuilder().addTlsCertificates(certificate());
    assertThat(read(DownstreamTlsContext.newBuilder().setCommonTlsContext(common)))
        .isInstanceOf(FilterChainPlan.Quic.class);
    assertThat(problems).isEmpty();
  }

  /// What a client may sign with is no proof of who it is; over TCP, Envoy does not mind.
  @Test
  void aClientThatMustShowACertificateNeedsAnAuthorityOfIt() {
    CommonTlsContext.Builder common =
        CommonTlsContext.newBuilder()
            .addTlsCertificates(certificate())
            .setValidationContext(
                CertificateValidationContext.newBuilder().setTrustedCa(file("ca.pem")));
    DownstreamTlsContext.Builder context =
        DownstreamTlsContext.newBuilder()
            .setCommonTlsContext(common)
            .setRequireClientCertificate(BoolValue.of(true));
    assertThat(read(context)).isInstanceOf(FilterChainPlan.Quic.class);
    assertThat(problems).isEmpty();
    common.clearValidationContext();
    assertThatThrownBy(() -> read(context.setCommonTlsContext(common)))
        .hasMessageContaining("needs a validation context over QUIC");
  }
}
