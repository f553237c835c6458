package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.AccessLogPlan;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.format.BodyFormat;
import io.limpet.proxy.plan.reading.format.Formats;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One line for each exchange, as Envoy writes it.
class AccessLogTest {
  private static final HttpPlan.Limits HEAD_IN_TIME =
      new HttpPlan.Limits(60 << 10, 100, 0, 0, 200, 0, HttpPlan.ConnectionLimits.DEFAULT);

  @TempDir Path folder;

  @Test
  void theDefaultLineIsEnvoys() throws Exception {
    Path file = folder.resolve("access.log");
    Plans plans =
        new Plans()
            .limits(HEAD_IN_TIME)
            .log(new AccessLogPlan(file.toString(), Formats.DEFAULT_LOG));
    try (var upstream = FakeUpstream.echoing()) {
      try (var proxy = new TestProxy(plans.to(upstream));
          var client = proxy.client();
          var broken = proxy.client();
          var slow = proxy.client()) {
        client.get("/one?a=b", "User-Agent: X", "X-Forwarded-For: 1.2.3.4");
        client.get("/none");
        broken.send("GET / HTTP/1.1\r\nHost: t\r\nbad name: x\r\n\r\n");
        broken.answer();
        slow.send("GET / HTTP/1.1\r\nHo");
        slow.answer();
      }
      List<String> lines = Files.readAllLines(file);
      assertThat(lines).hasSize(4);
      assertThat(lines.get(0))
          .matches(
              "\\[\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\\] \"GET /one\\?a=b"
                  + " HTTP/1\\.1\" 200 - 0 \\d+ \\d+ \\d+ \"1\\.2\\.3\\.4,192\\.0\\.2\\.7\" \"X\""
                  + " \"[0-9a-f-]{36}\" \"test\" \"127\\.0\\.0\\.1:\\d+\"");
      assertThat(lines.get(1)).contains("\"GET /none HTTP/1.1\" 404 NR 0 0 ").endsWith(" \"-\"");
      assertThat(lines.get(2)).contains(" \"- - HTTP/1.1\" 400 DPE 0 11 ");
      assertThat(lines.get(3)).contains(" \"- - HTTP/1.1\" 408 - 0 22 ");
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsAClearError() {
    String file = folder.resolve("missing/access.log").toString();
    Plans plans = new Plans().log(new AccessLogPlan(file, Formats.DEFAULT_LOG));
    try (Proxy proxy = new Proxy(ProxyOptions.usual(new Metrics()).withEventLoops(1))) {
      assertThatThrownBy(() -> proxy.start(plans.to()))
          .isInstanceOf(ListenersUnavailableException.class)
          .hasMessageContaining("access log " + file + " cannot be opened")
          .hasMessageContaining("/dev/stdout");
    }
  }

  @Test
  void operatorsSayHowAnExchangeEnded() throws Exception {
    Path file = folder.resolve("access.log");
    String format =
        "%RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%"
            + " %UPSTREAM_TRANSPORT_FAILURE_REASON% %UPSTREAM_CLUSTER_RAW% %ROUTE_NAME%"
            + " %REQ(:AUTHORITY)% %REQ(:PATH):3% %TRACE_ID% 100%%\n";
    InetSocketAddress refusing;
    try (ServerSocket closed = new ServerSocket(0, 1, Plans.LOOPBACK)) {
      refusing = (InetSocketAddress) closed.getLocalSocketAddress();
    }
    Plans plans =
        new Plans().log(new AccessLogPlan(file.toString(), BodyFormat.text(Formats.of(format))));
    try (var proxy = new TestProxy(plans.retry(Plans.ISTIO_RETRY).to(List.of(refusing)));
        var client = proxy.client()) {
      client.get("/path");
      try (var gone = FakeUpstream.answering("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ncut")) {
        proxy.proxy().update(plans.to(gone));
        client.send("GET /path HTTP/1.1\r\nHost: test\r\n\r\n");
        client.head();
        client.text(3);
        gone.hangUp();
        client.rest();
      }
    }
    assertThat(Files.readAllLines(file))
        .containsExactly(
            "503 URX,UF upstream_reset_before_response_started{remote_connection_failure|"
                + "delayed_connect_error:_Connection_refused}"
                + " delayed_connect_error:_Connection_refused cluster route test /pa - 100%",
            "200 UPE upstream_reset_after_response_started{protocol_error}"
                + " - cluster route test /pa - 100%");
  }

  /// Requests of one connection share an exchange: each begins with nothing of the one before.
  @Test
  void nothingOfOneRequestIsToldOfTheNext() throws Exception {
    Path file = folder.resolve("access.log");
    String format =
        "%RESPONSE_CODE% %RESPONSE_FLAGS% %UPSTREAM_TRANSPORT_FAILURE_REASON%"
            + " %UPSTREAM_CLUSTER_RAW% %ROUTE_NAME% %UPSTREAM_HOST%"
            + " %UPSTREAM_REQUEST_ATTEMPT_COUNT% %BYTES_RECEIVED% %BYTES_SENT%\n";
    InetSocketAddress refusing;
    try (ServerSocket closed = new ServerSocket(0, 1, Plans.LOOPBACK)) {
      refusing = (InetSocketAddress) closed.getLocalSocketAddress();
    }
    Plans plans =
        new Plans().log(new AccessLogPlan(file.toString(), BodyFormat.text(Formats.of(format))));
    String post = " HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n\r\nbody";
    int refusedBytes;
    try (var upstream = FakeUpstream.answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        var proxy = new TestProxy(plans.retry(Plans.ISTIO_RETRY).to(List.of(refusing)));
        var client = proxy.client()) {
      refusedBytes = client.send("POST /path" + post).answer().body().length();
      client.get("/none");
      client.get("/path");
      proxy.proxy().update(plans.to(upstream));
      client.get("/path");
      client.send("POST /path" + post).answer();
    }
    String failure = "delayed_connect_error:_Connection_refused cluster route ";
    String refused = "127.0.0.1:" + refusing.getPort();
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.get(0)).isEqualTo("503 URX,UF " + failure + refused + " 3 4 " + refusedBytes);
    assertThat(lines.get(1)).isEqualTo("404 NR - - - - 0 0 0");
    assertThat(lines.get(2)).isEqualTo("503 URX,UF " + failure + refused + " 3 0 " + refusedBytes);
    assertThat(lines.get(3)).startsWith("200 - - cluster route 127.0.0.1:").endsWith(" 1 0 2");
    assertThat(lines.get(4)).startsWith("200 - - cluster route 127.0.0.1:").endsWith(" 1 4 2");
  }
}
