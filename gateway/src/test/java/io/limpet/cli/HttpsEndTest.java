package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpet.Await;
import io.limpet.Http2Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a gateway ends while clients speak HTTP/2 by TLS with it: SIGTERM closes it.
final class HttpsEndTest {
  private static final Charset ASCII = StandardCharsets.US_ASCII;

  @Test
  void whoeverIsServedIsToldToGoAndAnswered(@TempDir Path folder) throws Exception {
    List<String> head =
        List.of(":method: GET", ":scheme: https", ":path: /slow", ":authority: example.com");
    try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpsGateway gateway =
            new HttpsGateway(folder, Map.of("PLAIN", 9, "SECRET", 9, "SLOW", slow.getLocalPort()));
        Http2Peer peer = new Http2Peer(gateway.connect("example.com", "h2"))) {
      int stream = peer.head(0, head, true);
      CompletableFuture<Void> closed;
      try (Socket asked = slow.accept()) {
        closed = CompletableFuture.runAsync(gateway::close);
        Await.until("it is told to go", () -> !peer.goAways().isEmpty());
        assertThatThrownBy(() -> gateway.connect("example.com", "h2").close())
            .as("nobody new is served")
            .isInstanceOf(IOException.class);
        byte[] answer = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nlate".getBytes(ASCII);
        asked.getOutputStream().write(answer);
        Http2Peer.Message read = peer.await(stream);
        assertThat(read.header(":status")).isEqualTo("200");
        assertThat(read.body()).isEqualTo("late");
      }
      assertThat(peer.ends(10_000)).isTrue();
      closed.get(20, TimeUnit.SECONDS);
    }
  }
}
