package io.limpet.world.pods;

import io.limpet.model.tree.Value;
import io.limpet.world.document.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A readiness probe (Kubernetes: Probe v1 core), by TCP or by HTTP; others count as none.
///
/// `path` is empty for TCP.
public record Probe(
    int port,
    String path,
    Duration initialDelay,
    Duration period,
    Duration timeout,
    int successes,
    int failures) {

  private static final int LONGEST_BODY_BYTES = 10_240;

  /// How often a pod without a probe is tried until it accepts.
  private static final Duration IMPATIENT = Duration.ofMillis(25);

  static Optional<Probe> of(Value container) {
    Value probe = Tree.mapping(container, "readinessProbe");
    boolean http = Tree.has(probe, "httpGet");
    if (!http && !Tree.has(probe, "tcpSocket")) {
      return Optional.empty();
    }
    String how = http ? "httpGet" : "tcpSocket";
    String path = Tree.text(probe, "httpGet", "path");
    return Optional.of(
        new Probe(
            port(container, Tree.at(probe, how, "port")),
            http ? (path.isEmpty() ? "/" : path) : "",
            Duration.ofSeconds(Tree.whole(probe, 0, "initialDelaySeconds")),
            Duration.ofSeconds(Math.max(1, Tree.whole(probe, 10, "periodSeconds"))),
            Duration.ofSeconds(Math.max(1, Tree.whole(probe, 1, "timeoutSeconds"))),
            (int) Math.max(1, Tree.whole(probe, 1, "successThreshold")),
            (int) Math.max(1, Tree.whole(probe, 3, "failureThreshold"))));
  }

  /// Where no probe is written: ready as soon as the port accepts, and from then on.
  static Probe accepting(int port) {
    Duration second = Duration.ofSeconds(1);
    return new Probe(port, "", Duration.ZERO, IMPATIENT, second, 1, Integer.MAX_VALUE);
  }

  private static int port(Value container, Optional<Value> port) {
    if (port.orElse(Tree.EMPTY) instanceof Value.Whole(_, long number)) {
      return (int) number;
    }
    List<Value> ports = Tree.items(container, "ports");
    String name = port.map(text -> Tree.text(text)).orElse("");
    return ports.stream()
        .filter(each -> Tree.text(each, "name").equals(name))
        .map(each -> (int) Tree.whole(each, 0, "containerPort"))
        .findFirst()
        .orElse(0);
  }

  /// Tries once.
  boolean succeeds(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, (int) timeout.toMillis());
      return path.isEmpty() || answers(socket);
    } catch (IOException failed) {
      return false;
    }
  }

  /// Kubernetes: any status from 200 to 399 is a success.
  private boolean answers(Socket socket) throws IOException {
    socket.setSoTimeout((int) timeout.toMillis());
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nhost: localhost\r\nuser-agent: kube-probe/1.32\r\n"
            + "connection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    InputStream in = socket.getInputStream();
    String start = new String(in.readNBytes(12), StandardCharsets.ISO_8859_1);
    skipBody(in);
    return start.matches("HTTP/1\\.[01] [23]\\d\\d");
  }

  /// As kubelet does, so that whoever answers is not left with a broken pipe.
  private static void skipBody(InputStream in) throws IOException {
    try {
      in.readNBytes(LONGEST_BODY_BYTES);
    } catch (SocketTimeoutException _) {
      // The connection stays open; the status has said enough.
    }
  }
}
