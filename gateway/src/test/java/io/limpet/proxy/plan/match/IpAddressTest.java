package io.limpet.proxy.plan.match;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "1.2.3.4, 1.2.3.4",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "::1, ::1",
    "2001:0DB8:0:0::1, 2001:db8::1",
    "0:0:0:0:0:0:0:0, ::"
  })
  void anAddressIsWrittenAsEnvoyWritesIt(String text, String canonical) {
    assertThat(IpAddress.canonical(text)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.04",
        "1.2.3.256",
        "1.2.3.",
        ".1.2.3",
        "1.2.3.4:80",
        "1.2.3.4 ",
        "+1.2.3.4",
        "a.b.c.d",
        "[::1]",
        "::1%eth0",
        ":::",
        "1:2",
        "localhost"
      })
  void whatIsNoAddressIsNone(String text) {
    assertThat(IpAddress.canonical(text)).isNull();
    assertThat(IpAddress.bytes(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0, 8, 10.255.0.1, true",
    "10.0.0.0, 8, 11.0.0.1, false",
    "10.1.2.3, 32, 10.1.2.3, true",
    "10.1.2.3, 32, 10.1.2.2, false",
    "192.0.2.128, 25, 192.0.2.129, true",
    "192.0.2.128, 25, 192.0.2.1, false",
    "0.0.0.0, 0, 9.9.9.9, true",
    "0.0.0.0, 0, ::1, false",
    "fd00::, 8, fdff::1, true",
    "fd00::, 8, fe00::1, false",
    "10.0.0.0, 8, nonsense, false"
  })
  void aRangeHasTheAddressesThatBeginAlike(String prefix, int bits, String ip, boolean in) {
    CidrRanges.Range range = new CidrRanges.Range(requireNonNull(IpAddress.bytes(prefix)), bits);
    assertThat(CidrRanges.of(List.of(range)).contains(ip)).isEqualTo(in);
  }
}
