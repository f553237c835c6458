package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.plan.AccessLogPlan;
import io.limpet.proxy.plan.format.BodyFormat;
import io.limpet.proxy.plan.reading.format.Formats;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Targets and nominations that lead nowhere. Each row is what Envoy 1.40 answered and logged,
/// but for `connection: host`, whose difference is documented.
class TargetFormsTest {
  private static final String FORMAT =
      "%REQ(:METHOD)% %REQ(:PATH)% %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%\n";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "OPTIONS *, x, 404, false, OPTIONS * 404 - absolute_path_rejected",
    "GET http://t?x=1, x, 404, false, GET ?x=1 404 - absolute_path_rejected",
    "GET ?x=1, x, 400, true, - - 400 DPE http1.codec_error",
    "OPTIONS ?x, x, 400, true, - - 400 DPE http1.codec_error",
    "GET *, x, 400, true, - - 400 DPE http1.invalid_url",
    "GET x, x, 400, true, - - 400 DPE http1.codec_error",
    "CONNECT /a, x, 400, true, - - 400 DPE http1.invalid_url",
    "GET /, x-forwarded-for, 400, true, - - 400 DPE http1.connection_header_rejected",
    "GET /, x-forwarded-host, 400, true, - - 400 DPE http1.connection_header_rejected",
    "GET /, x-forwarded-proto, 400, true, - - 400 DPE http1.connection_header_rejected",
    "GET /, :path, 400, true, - - 400 DPE http1.connection_header_rejected",
    "GET /, host, 400, true, - - 400 DPE http1.connection_header_rejected",
    "GET /, cookie, 200, false, GET / 200 - via_upstream",
    "GET /, content-length, 200, false, GET / 200 - via_upstream",
    "GET /, transfer-encoding, 200, false, GET / 200 - via_upstream",
    "GET /, bad name, 200, false, GET / 200 - via_upstream",
    "GET /, 'x-foo,, te', 200, false, GET / 200 - via_upstream",
  })
  void areAnsweredAsEnvoyDoes(
      String target, String connection, int status, boolean closes, String logged)
      throws Exception {
    Path file = folder.resolve("log");
    Plans plans =
        new Plans().log(new AccessLogPlan(file.toString(), BodyFormat.text(Formats.of(FORMAT))));
    try (var upstream = FakeUpstream.echoing()) {
      try (var proxy = new TestProxy(plans.to(upstream));
          var client = proxy.client()) {
        client.send(
            target + " HTTP/1.1\r\nHost: t\r\nConnection: " + connection + "\r\nCookie: a\r\n\r\n");
        Wire.Message answer = client.answer();
        assertThat(answer.status()).isEqualTo(status);
        assertThat("close".equals(answer.header("connection"))).isEqualTo(closes);
      }
      assertThat(Files.readAllLines(file)).containsExactly(logged);
    }
  }
}
