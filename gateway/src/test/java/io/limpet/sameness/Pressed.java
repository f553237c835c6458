package io.limpet.sameness;

import io.limpet.Await;
import io.limpet.RealEnvoy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Both proxies with an overload manager whose pressures a test sets: each is a file of one folder,
/// by the name of its monitor (Envoy: injected_resource).
final class Pressed implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(5);
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final Path folder;
  private final Endpoints endpoints;
  private final Gateways running;

  private Pressed(Path folder, Endpoints endpoints, Gateways running) {
    this.folder = folder;
    this.endpoints = endpoints;
    this.running = running;
  }

  /// `table` is a file of a table's form, in which `${pressures}` is the folder of the files. All
  /// of them hold 0 at first.
  static Pressed start(Path table, Path folder, List<String> monitors) throws Exception {
    RealEnvoy.program();
    Endpoints endpoints = new Endpoints();
    for (String each : monitors) {
      Files.writeString(folder.resolve(each), "0");
    }
    Map<String, String> words = new HashMap<>(endpoints.words());
    words.put("pressures", folder.toString());
    String name = table.getFileName().toString().replace(".yaml", "");
    Table read = Table.of(name, Files.readString(table), words);
    return new Pressed(folder, endpoints, Gateways.start(read, endpoints));
  }

  List<Gateway> both() {
    return List.of(running.envoy(), running.limpet());
  }

  /// The endpoints answer what they hold.
  void release() {
    endpoints.release();
    endpoints.begin();
  }

  /// A new file takes the place of the old one: Envoy looks at it then. Both proxies have seen it
  /// when a gauge has this value.
  void press(String monitor, String pressure, String gauge, long value) throws IOException {
    Path next = Files.writeString(folder.resolve(".next"), pressure);
    Files.move(next, folder.resolve(monitor), StandardCopyOption.ATOMIC_MOVE);
    for (Gateway each : both()) {
      await(each, "overload." + gauge, value);
    }
  }

  static void await(Gateway gateway, String name, long value) {
    Await.until(
        gateway.name() + " has " + name + " at " + value,
        LIMIT,
        () -> numbers(gateway).getOrDefault(name, 0L) == value);
  }

  static Map<String, Long> numbers(Gateway gateway) {
    Map<String, Long> numbers = new TreeMap<>();
    for (String line : gateway.admin("/stats").lines().toList()) {
      int colon = line.indexOf(": ");
      String value = line.substring(colon + 2);
      if (value.chars().allMatch(Character::isDigit)) {
        numbers.put(line.substring(0, colon), Long.valueOf(value));
      }
    }
    return numbers;
  }

  static long counted(Gateway gateway, String name) {
    return numbers(gateway).getOrDefault(name, 0L);
  }

  static Socket connect(Gateway gateway, String listener) throws IOException {
    Socket socket = new Socket(LOOPBACK, gateway.port(listener));
    socket.setSoTimeout((int) LIMIT.toMillis());
    return socket;
  }

  /// What a client sees that says this, in a line.
  static String seen(Socket socket, String request) throws IOException {
    HttpWire wire = new HttpWire(socket);
    try {
      wire.send(request);
      HttpWire.Message answer = wire.answer(false, new ArrayList<>());
      if (answer.first().isEmpty()) {
        return "closed";
      }
      String close = answer.header("connection");
      return answer.first() + (close.isEmpty() ? "" : ", " + close) + ": " + answer.body();
    } catch (IOException gone) {
      return "closed";
    }
  }

  static String once(Gateway gateway, String listener, String request) throws IOException {
    try (Socket socket = connect(gateway, listener)) {
      return seen(socket, request);
    }
  }

  /// What so many clients see, one after the other, which all stay.
  static List<String> several(Gateway gateway, String listener, String request, int count)
      throws IOException {
    List<Socket> sockets = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        Socket socket = connect(gateway, listener);
        sockets.add(socket);
        seen.add(seen(socket, request));
      }
    } finally {
      for (Socket each : sockets) {
        each.close();
      }
    }
    return seen;
  }

  @Override
  public void close() throws IOException {
    running.close();
    endpoints.close();
  }
}
