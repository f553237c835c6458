package io.limpet.world.pods;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BuiltInsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0ns",
    "999, 999ns",
    "47400, 47.4µs",
    "1000000, 1ms",
    "123456789, 123.456789ms",
    "5000272100, 5.0002721s",
    "60000000000, 1m0s",
    "3661500000000, 1h1m1.5s"
  })
  void durationsAreWrittenAsGoDoes(long nanos, String text) {
    assertThat(StickyApplication.goDuration(nanos)).isEqualTo(text);
  }

  @Test
  void oneConnectionCarriesRequestsOfEveryForm() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int port = freePort();
    PodServer server =
        new PodServer(
            new HelloApplication("v1", "pod-a"), List.of(new InetSocketAddress(loopback, port)));
    server.open();
    String requests =
        "GET /hello HTTP/1.1\r\nhost: a\r\n\r\n"
            + "POST /hello HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc"
            + "PUT /other HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"
            + "3\r\nabc\r\n0\r\nx-trailer: y\r\n\r\n"
            + "HEAD /hello HTTP/1.1\r\nhost: a\r\n\r\n"
            + "GET /health HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    try (Socket socket = new Socket(loopback, port)) {
      socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String answers = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answers.lines().filter(line -> line.contains("HTTP/1.1")))
          .extracting(line -> line.replaceFirst(".*HTTP/1.1 (\\d+).*", "$1"))
          .containsExactly("200", "405", "404", "200", "200");
      assertThat(answers)
          .contains("Hello version: v1, instance: pod-a\n")
          .endsWith("connection: close\r\n\r\nHelloworld is healthy");
    } finally {
      server.close();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
