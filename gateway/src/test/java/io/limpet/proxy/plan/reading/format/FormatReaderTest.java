package io.limpet.proxy.plan.reading.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.Refused;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What may stand in a format string. What is refused was given to Envoy 1.40, which refuses it.
class FormatReaderTest {
  private static List<PlanProblem> problems(String text) {
    List<PlanProblem> problems = new ArrayList<>();
    var _ = FormatReader.read(text, Place.of("Listener", "main", problems).at("log_format"));
    return problems;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "%FOO%|no command",
        "%|no command at position 0",
        "abc%|no command at position 3",
        "100% sure%|no command at position 3",
        "%req(a)%|no command at position 0",
        "%REQ(a):b%|no command at position 0",
        "%REQ%|needs something in parentheses",
        "%REQ()%|needs something in parentheses",
        "%REQ(a b)%|is no header's name",
        "%REQ(a)b)%|is no header's name",
        "%REQ(a?b?c)%|more than one alternative",
        "%REQ_WITHOUT_QUERY(a)%|no command",
        "%PROTOCOL(a)%|neither parentheses nor a length",
        "%PROTOCOL:3%|neither parentheses nor a length",
        "%UPSTREAM_HOST:2%|neither parentheses nor a length",
        "%START_TIME:3%|cannot be cut",
        "%START_TIME(%n)%|new line",
        "%GRPC_STATUS(X)%|CAMEL_STRING",
        "%GRPC_STATUS:3%|cannot be cut",
        "%RESPONSE_CODE_DETAILS:3%|cannot be cut",
        "%COMMON_DURATION(a)%|FROM:TO",
        "%COMMON_DURATION(a:b:x)%|no unit",
        "%PATH(X)%|WQ or NQ",
        "%PATH(NQ:X)%|ORIG",
        "%QUERY_PARAMS(RAW)%|ORIG or DECODED",
        "%ENVIRONMENT%|needs something in parentheses",
        "%UPSTREAM_PEER_SAN%|no command",
        "%VIRTUAL_HOST_NAME%|no command"
      })
  void whatEnvoyRefusesIsRefusedWithItsPlace(String text, String why) {
    assertThatThrownBy(() -> problems(text))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("Listener main: log_format: ")
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%DYNAMIC_METADATA(a:b)%",
        "%CEL(request.path)%",
        "%FILTER_STATE(a)%",
        "%UPSTREAM_WIRE_BYTES_SENT%",
        "%DOWNSTREAM_DECOMPRESSED_HEADER_BYTES_RECEIVED%",
        "%UPSTREAM_CONNECTION_ID%",
        "%COALESCE({})%",
        "%QUERY_PARAMS(DECODED)%"
      })
  void whatOnlyEnvoyTellsIsAProblemAndNoSilentDash(String text) {
    assertThat(problems(text)).hasSize(1);
  }

  @Test
  void aPlainTextIsLiteral() {
    assertThat(Formats.of("100%% of it").literal()).isEqualTo("100% of it");
    assertThat(Formats.of("").literal()).isEmpty();
    assertThat(Formats.of("%PROTOCOL%").literal()).isNull();
  }

  @Test
  void bytesOfTheTextAreKept() {
    assertThat(Formats.of("ü→").literal()).isEqualTo("Ã¼â\u0086\u0092");
  }
}
