package io.limpet.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Does once, in one process, what Limpet's commands do at their start, so that the JVM can keep
/// their classes in its AOT cache (JEP 514 and 515). The build runs it; people have no use for it.
///
/// The commands themselves are run, not the classes beneath them: what they load tomorrow is in
/// tomorrow's cache.
@Command(name = "train", hidden = true)
public final class Training implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final String SERVED = "HTTP/1.1 200";

  /// Alone on a connection each, so that the end of the answer is the end of the stream.
  private static final List<String> REQUESTS =
      List.of(
          "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
          "GET / HTTP/1.1\r\nhost: a\r\nx-session-header: MTI3LjAuMC4xOjE=\r\n"
              + "connection: close\r\n\r\n",
          "GET /soft HTTP/1.1\r\nhost: a\r\nx-user: ricky\r\nconnection: close\r\n\r\n",
          "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi");

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    CommandLine root = command.root().commandLine();
    tellHelp(root, new PrintWriter(Writer.nullWriter()));
    serve(Objects.requireNonNull(root.getSubcommands().get("run"), "limpet has no command run"));
    return 0;
  }

  private static void tellHelp(CommandLine line, PrintWriter nowhere) {
    line.usage(nowhere);
    line.getSubcommands().values().forEach(child -> tellHelp(child, nowhere));
  }

  /// `run` ends with the process, as it always does.
  private static void serve(CommandLine run) throws IOException {
    int port = freePort();
    Path folder = Files.createTempDirectory("limpet-training");
    Path file = folder.resolve("training.yaml");
    try (ServerSocket backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Files.writeString(file, configuration(port, backend.getLocalPort()));
      Thread.ofVirtual().start(() -> answerAll(backend));
      Thread.ofPlatform().daemon().start(() -> run.execute(arguments(file)));
      awaitAnswer(port);
      for (String request : REQUESTS) {
        String answer = ask(port, request);
        if (!answer.startsWith(SERVED)) {
          throw new IllegalStateException("asked " + request + " and was answered " + answer);
        }
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private static String[] arguments(Path file) {
    return new String[] {
      "-f", file.toString(), "--admin-port", "0", "--status-port", "0", "--api-port", "0"
    };
  }

  private static String configuration(int gatewayPort, int backendPort) throws IOException {
    try (InputStream text = Training.class.getResourceAsStream("training.yaml")) {
      return new String(Objects.requireNonNull(text).readAllBytes(), UTF_8)
          .replace("GATEWAY_PORT", Integer.toString(gatewayPort))
          .replace("BACKEND_PORT", Integer.toString(backendPort));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  private static void awaitAnswer(int port) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < LIMIT.toNanos()) {
      try {
        if (ask(port, REQUESTS.getFirst()).startsWith(SERVED)) {
          return;
        }
      } catch (IOException notYet) {
        // Nobody listens before the first configuration is read.
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    throw new IllegalStateException("no request was proxied within " + LIMIT.toSeconds() + " s");
  }

  private static String ask(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private static void answerAll(ServerSocket backend) {
    byte[] answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok".getBytes(ISO_8859_1);
    while (!backend.isClosed()) {
      try {
        Socket socket = backend.accept();
        Thread.ofVirtual().start(() -> answer(socket, answer));
      } catch (IOException closed) {
        return;
      }
    }
  }

  /// One answer for each piece that is read: the requests are small enough to come in one.
  private static void answer(Socket socket, byte[] answer) {
    byte[] bytes = new byte[8192];
    try (socket) {
      while (socket.getInputStream().read(bytes) > 0) {
        socket.getOutputStream().write(answer);
      }
    } catch (IOException gone) {
      // The gateway has closed its connection.
    }
  }
}
