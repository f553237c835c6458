package io.limpet.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What Envoy 1.40 was seen to write and to take for an envelope.
final class EnvelopeTest {
  private static final String WHOLE = "MTI3LjAuMC4xOjIxMDA1;UV:YWJj";

  @Test
  void anAddressAndAValueArePutInAndTakenOut() {
    assertThat(Envelope.write("127.0.0.1:21005", "abc")).isEqualTo(WHOLE);
    assertThat(Envelope.read(WHOLE))
        .isEqualTo(new Envelope(new Claim.Names("127.0.0.1:21005"), "abc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {";;" + WHOLE, "MTI3LjAuMC4xOjIxMDA1;x;UV:YWJj;UV:ZGVm"})
  void emptyPartsAndOthersAreLeftOut(String header) {
    assertThat(Envelope.read(header))
        .isEqualTo(new Envelope(new Claim.Names("127.0.0.1:21005"), "abc"));
  }

  @Test
  void anAddressThatCannotBeReadLeavesTheValue() {
    assertThat(Envelope.read("!!;UV:YWJj")).isEqualTo(new Envelope(Claim.BAD, "abc"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "MTI3LjAuMC4xOjIxMDA1",
        "MTI3LjAuMC4xOjIxMDA1;UV:",
        "MTI3LjAuMC4xOjIxMDA1;UV:!!",
        "MTI3LjAuMC4xOjIxMDA1; UV:YWJj",
        "UV:YWJj",
        ";UV:YWJj",
      })
  void withoutAValueItIsNone(String header) {
    assertThat(Envelope.read(header)).isNull();
  }
}
