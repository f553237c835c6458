package io.limpet.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsSessionTicketKeys;
import org.junit.jupiter.api.Test;

class RedactedTest {
  private static DataSource inline(String text) {
    return DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(text)).build();
  }

  @Test
  void aCertificateIsShownWithoutItsKeyAndPassword() {
    TlsCertificate shown =
        Redacted.secret(
                Secret.newBuilder()
                    .setName("shop")
                    .setTlsCertificate(
                        TlsCertificate.newBuilder()
                            .setCertificateChain(inline("chain"))
                            .setPrivateKey(inline("key"))
                            .setPassword(DataSource.newBuilder().setFilename("/password")))
                    .build())
            .getTlsCertificate();
    assertThat(shown.getCertificateChain()).isEqualTo(inline("chain"));
    assertThat(shown.getPrivateKey()).isEqualTo(inline("[redacted]"));
    assertThat(shown.getPassword().getFilename()).isEqualTo("[redacted]");
  }

  @Test
  void theKeysOfSessionTicketsAreNotShown() {
    Secret tickets =
        Secret.newBuilder()
            .setSessionTicketKeys(TlsSessionTicketKeys.newBuilder().addKeys(inline("ticket")))
            .build();
    assertThat(Redacted.secret(tickets).getSessionTicketKeys().getKeysList())
        .containsExactly(inline("[redacted]"));
  }

  @Test
  void authoritiesAreNoSecret() {
    Secret authorities =
        Secret.newBuilder()
            .setValidationContext(
                CertificateValidationContext.newBuilder().setTrustedCa(inline("ca")))
            .build();
    assertThat(Redacted.secret(authorities)).isEqualTo(authorities);
  }
}
