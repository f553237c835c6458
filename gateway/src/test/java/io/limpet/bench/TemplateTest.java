package io.limpet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The proxies' configurations: parts come and go, words are filled in.
final class TemplateTest {
  @Test
  void aPartIsThereOnlyWhereItIsWanted() throws IOException {
    String envoy = Peer.ENVOY.template();
    assertThat(Template.render(envoy, Set.of("plain"), Map.of()))
        .contains("generate_request_id: false")
        .doesNotContain("outlier_detection", "DownstreamTlsContext", "#plain");
    assertThat(Template.render(envoy, Set.of("features", "tls"), Map.of()))
        .contains("outlier_detection", "DownstreamTlsContext")
        .doesNotContain("generate_request_id: false", "#features", "#tls");
  }

  @ParameterizedTest
  @EnumSource
  void everyProxyIsGivenTheSameEndpointsAndItsPort(Peer peer) throws IOException {
    String text =
        Template.render(
            peer.template(),
            Set.of("plain"),
            Map.of("PLAIN_PORT", "8080", "ADDRESS_6", "127.0.1.6"));
    assertThat(text).contains("8080", "127.0.1.6", "ADDRESS_1").doesNotContain("PLAIN_PORT");
  }
}
