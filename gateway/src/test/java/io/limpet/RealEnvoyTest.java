package io.limpet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RealEnvoyTest {
  private static final String ONE_LISTENER =
      """
      {"static_resources": {"listeners": [{
        "name": "web",
        "address": {"socket_address": {"address": "127.0.0.1", "port_value": 0}},
        "filter_chains": [{"filters": [{
          "name": "echo",
          "typed_config": {"@type":
            "type.googleapis.com/envoy.extensions.filters.network.echo.v3.Echo"}}]}]}]}}
      """;

  @Test
  void startsWithFreePortsAndTellsThem() {
    try (RealEnvoy first = RealEnvoy.start(ONE_LISTENER);
        RealEnvoy second = RealEnvoy.start(ONE_LISTENER)) {
      assertThat(first.port("web")).isPositive().isNotEqualTo(second.port("web"));
      assertThat(first.admin("/server_info")).contains("1.40.");
      assertThat(first.log()).isEmpty();
    }
  }

  @Test
  void saysWhatEnvoySaidWhenItRefusesItsConfiguration() {
    assertThat(RealEnvoy.program()).isExecutable();
    assertThatThrownBy(() -> RealEnvoy.start("static_resources: {listeners: [{nonsense: 1}]}"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("Envoy refused to start", "nonsense");
  }
}
