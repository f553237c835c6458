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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Does once, in one process, what Limpet's commands do at their start, and what a busy gateway
/// does, so that the JVM can keep their classes, and what it has seen of them, in its AOT cache
/// (JEP 514 and 515). The build runs it; people have no use for it.
/// The control plane has a cache of its own: all classes of a cache are in memory, and it needs no
/// proxy.
///
/// The commands themselves are run, not the classes beneath them: what they load tomorrow is in
/// tomorrow's cache.
@Command(name = "train", hidden = true)
public final class Training implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final String CONTROL = "control";
  private static final String SERVED = "HTTP/1.1 200";
  private static final String BODY = "\r\n\r\nok\n";

  /// So many that what translation does most is known as such, and is compiled early.
  private static final int SERVICES = 200;

  /// So many connections at once, and so many times anew.
  private static final int CALLERS = 32;

  private static final int WAVES = 100;

  /// So many requests on a connection, of each kind.
  private static final int ASKED = 2;

  private static final List<String> REQUESTS =
      List.of(
          "GET / HTTP/1.1\r\nhost: a\r\n\r\n",
          "GET / HTTP/1.1\r\nhost: a\r\nx-session-header: MTI3LjAuMC4xOjE=\r\n\r\n",
          "GET /soft HTTP/1.1\r\nhost: a\r\nx-user: ricky\r\n\r\n",
          "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nhi");

  @Spec private CommandSpec command;

  @Parameters(
      arity = "0..1",
      defaultValue = "",
      description = "control: what it does; else the rest.")
  private String plane = "";

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("limpet-training");
    try (ServerSocket backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerAll(backend));
      if (plane.equals(CONTROL)) {
        control(folder, backend.getLocalPort());
      } else {
        tellHelp(command.root().commandLine(), new PrintWriter(Writer.nullWriter()));
        run(folder, backend.getLocalPort());
      }
    } finally {
      delete(folder);
    }
    return 0;
  }

  private static void tellHelp(CommandLine line, PrintWriter nowhere) {
    line.usage(nowhere);
    line.getSubcommands().values().forEach(child -> tellHelp(child, nowhere));
  }

  private void run(Path folder, int backend) throws IOException {
    int port = freePort();
    int encrypted = freePort();
    String more =
        resource("training-https.yaml").replace("ENCRYPTED_PORT", Integer.toString(encrypted));
    Path served = Files.createDirectory(folder.resolve("served"));
    Files.writeString(served.resolve("run.yaml"), routes(port, backend) + more);
    start("run", "-f", served.toString(), "--status-port", "0", "--api-port", "0");
    askAll(port);
    for (int wave = 0; wave < WAVES; wave++) {
      comeAndGo(port);
    }
    TrainingCallers.call(folder, served.resolve("secret.yaml"), port, encrypted);
  }

  /// A control plane with something to do, and somebody who asks it for everything.
  private void control(Path folder, int backend) throws IOException {
    int port = freePort();
    String many = resource("training-service.yaml");
    StringBuilder all = new StringBuilder(routes(freePort(), backend));
    for (int i = 0; i < SERVICES; i++) {
      all.append(many.replace("NUMBER", Integer.toString(i)));
    }
    Path file = Files.writeString(folder.resolve("control.yaml"), all);
    start(CONTROL, "-f", file.toString(), "--port", Integer.toString(port));
    TrainingClient.awaitAll(port, LIMIT);
  }

  /// The commands end with the process, as they always do.
  private void start(String name, String... arguments) {
    CommandLine child =
        Objects.requireNonNull(
            command.root().commandLine().getSubcommands().get(name), "no such command");
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--admin-port";
    all[arguments.length + 1] = "0";
    Thread.ofPlatform().daemon().start(() -> child.execute(all));
  }

  private static void askAll(int port) throws IOException {
    awaitAnswer(port);
    for (String request : REQUESTS) {
      String answer = ask(port, request);
      if (!answer.startsWith(SERVED)) {
        throw new IllegalStateException("asked " + request + " and was answered " + answer);
      }
    }
  }

  /// Callers ask some times, and leave without their last answer, every other one by a reset.
  ///
  /// The JVM keeps what it has seen of them, so that its second compiler knows what is busy, and
  /// that connections end: from the first one that does it would learn that too late, and would
  /// begin anew with all of its code.
  private static void comeAndGo(int port) throws IOException {
    List<Socket> callers = new ArrayList<>();
    try {
      for (int i = 0; i < CALLERS; i++) {
        callers.add(connect(port));
      }
      for (int i = 0; i < ASKED; i++) {
        for (String request : REQUESTS) {
          for (Socket caller : callers) {
            send(caller, request);
          }
          for (Socket caller : callers) {
            readAnswer(caller.getInputStream());
          }
        }
      }
      for (int i = 0; i < CALLERS; i++) {
        send(callers.get(i), REQUESTS.get(i % REQUESTS.size()));
        if (i % 2 == 0) {
          callers.get(i).setSoLinger(true, 0);
        }
      }
    } finally {
      for (Socket caller : callers) {
        caller.close();
      }
    }
  }

  private static void readAnswer(InputStream in) throws IOException {
    byte[] bytes = new byte[8192];
    int length = 0;
    while (!new String(bytes, 0, length, ISO_8859_1).endsWith(BODY)) {
      int read = in.read(bytes, length, bytes.length - length);
      if (read <= 0) {
        throw new IOException("an answer ended before its body");
      }
      length += read;
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) LIMIT.toMillis());
    return socket;
  }

  private static void send(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
  }

  private static String routes(int gatewayPort, int backendPort) throws IOException {
    return resource("training.yaml")
        .replace("GATEWAY_PORT", Integer.toString(gatewayPort))
        .replace("BACKEND_PORT", Integer.toString(backendPort));
  }

  private static String resource(String name) throws IOException {
    try (InputStream text = Training.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(text, name).readAllBytes(), UTF_8);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
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

  /// Alone on a connection, so that the end of the answer is the end of the stream.
  private static String ask(int port, String request) throws IOException {
    try (Socket socket = connect(port)) {
      send(socket, request.replaceFirst("\r\n", "\r\nconnection: close\r\n"));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private static void answerAll(ServerSocket backend) {
    byte[] answer = (SERVED + " OK\r\ncontent-length: 3" + BODY).getBytes(ISO_8859_1);
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
