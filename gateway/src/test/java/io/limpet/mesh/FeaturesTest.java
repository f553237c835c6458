package io.limpet.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FeaturesTest {
  @Test
  void whatIsNotSetIsAsTheReleaseHasIt() {
    MeshOptions newest = MeshOptions.DEFAULT;
    assertThat(newest.on(Feature.PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS)).isTrue();
    MeshOptions before = newest.withVersion(IstioVersion.parse("1.30"));
    assertThat(before.on(Feature.PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS)).isFalse();
  }

  @Test
  void truthsAreReadAsGoReadsThem() {
    assertThat(set("PILOT_HTTP10", "T").on(Feature.PILOT_HTTP10)).isTrue();
    assertThatThrownBy(() -> set("PILOT_HTTP10", "yes"))
        .hasMessage("PILOT_HTTP10=yes: write true or false");
  }

  @Test
  void durationsAndNumbersAreChecked() {
    String timeout = "PILOT_GATEWAY_TRANSPORT_SOCKET_CONNECT_TIMEOUT";
    assertThat(set(timeout, "1m").duration(Feature.PILOT_GATEWAY_TRANSPORT_SOCKET_CONNECT_TIMEOUT))
        .isEqualTo(Duration.ofMinutes(1));
    assertThatThrownBy(() -> set(timeout, "1")).hasMessageContaining("write a duration");
    assertThat(set("PILOT_TRACE_SAMPLING", "2.5").number(Feature.PILOT_TRACE_SAMPLING))
        .isEqualTo(2.5);
    assertThatThrownBy(() -> set("PILOT_TRACE_SAMPLING", "101"))
        .hasMessageContaining("a number from 0 to 100");
  }

  @Test
  void anUnknownSwitchIsToldWithWhatItWasMeantToBe() {
    assertThatThrownBy(() -> set("PILOT_HTTP1", "true"))
        .hasMessage("PILOT_HTTP1 is not known; did you mean PILOT_HTTP10?");
    assertThatThrownBy(() -> set("X", "true")).hasMessageContaining("there are PILOT_");
  }

  private static MeshOptions set(String name, String value) {
    return MeshOptions.DEFAULT.withFeatures(Features.NONE.with(name, value));
  }
}
