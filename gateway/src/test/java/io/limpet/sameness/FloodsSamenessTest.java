package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.limpet.Await;
import io.limpet.RealEnvoy;
import io.limpet.proxy.codec.http2.FrameText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Frames as only a hostile client sends them: both proxies give the connection up at the same one,
/// and count the same.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FloodsSamenessTest {
  private static final Path FILE = Path.of("src/test/resources/http2/floods.yaml");
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final String LAST = "5a5a5a5a5a5a5a5a";
  private static final byte[] ANSWERED = "ZZZZZZZZ".getBytes(StandardCharsets.ISO_8859_1);

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Endpoints endpoints;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Table table;

  private @Nullable Gateways running;

  @BeforeAll
  void start() throws Exception {
    RealEnvoy.program();
    endpoints = new Endpoints();
    table = Table.of("floods", Files.readString(FILE), endpoints.words());
    running = Gateways.start(table, endpoints);
  }

  @AfterAll
  void close() throws Exception {
    Gateways both = running;
    if (both != null) {
      both.close();
    }
    endpoints.close();
  }

  @TestFactory
  Stream<DynamicTest> rows() {
    return Tree.list(table.tree().get("rows")).stream()
        .map(Tree::map)
        .map(row -> dynamicTest(Tree.text(row, "rule", ""), () -> run(row)));
  }

  private void run(Map<String, Object> row) throws IOException {
    Gateways both = running;
    if (both == null) {
      throw new IllegalStateException("not started");
    }
    List<String> names = new ArrayList<>(Tree.texts(table.tree().get("compared")));
    names.removeAll(Tree.texts(row.get("except")));
    Map<String, Long> theirs = counted(both.envoy(), row, names);
    Tree.map(row.get("counts"))
        .forEach(
            (name, count) -> assertThat(theirs).containsEntry(name, ((Number) count).longValue()));
    assertThat(counted(both.limpet(), row, names)).isEqualTo(theirs);
  }

  /// What is counted of a connection on which these frames come, once it is gone.
  private static Map<String, Long> counted(
      Gateway gateway, Map<String, Object> row, List<String> names) throws IOException {
    Map<String, Long> before = numbers(gateway);
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), gateway.port("main"))) {
      boolean ends = Tree.truth(row, "ends");
      send(socket, bytes(row, ends));
      assertThat(ended(socket)).as(gateway.name() + " ends the connection").isEqualTo(ends);
    }
    String active = "http.main.downstream_cx_active";
    Await.until("it is gone", LIMIT, () -> numbers(gateway).getOrDefault(active, 1L) == 0);
    Map<String, Long> after = numbers(gateway);
    Map<String, Long> counted = new TreeMap<>();
    for (String name : names) {
      counted.put(name, after.getOrDefault(name, 0L) - before.getOrDefault(name, 0L));
    }
    return counted;
  }

  private static Map<String, Long> numbers(Gateway gateway) {
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

  /// The frames of a row; behind those that end nothing, a PING, whose answer shows that all were
  /// read.
  private static byte[] bytes(Map<String, Object> row, boolean ends) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    bytes.write(FrameText.bytes("SETTINGS 0"));
    int stream = -1;
    for (String line : Tree.texts(row.get("frames"))) {
      int star = line.indexOf(" * ");
      int times = star < 0 ? 1 : Integer.parseInt(line.substring(0, star));
      for (int i = 0; i < times; i++) {
        for (String frame : line.substring(star < 0 ? 0 : star + 3).split("; ", -1)) {
          stream += frame.startsWith("HEADERS $") ? 2 : 0;
          bytes.write(FrameText.bytes(frame.replace("$", Integer.toString(stream))));
        }
      }
    }
    if (!ends) {
      bytes.write(FrameText.bytes("PING 0 hex " + LAST));
    }
    return bytes.toByteArray();
  }

  /// A proxy may be gone before it has read all.
  private static void send(Socket socket, byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException gone) {
      assertThat(gone).hasMessageContaining("pipe");
    }
  }

  /// Reads until the end, or the answer to the last PING.
  private static boolean ended(Socket socket) throws IOException {
    socket.setSoTimeout((int) LIMIT.toMillis());
    InputStream in = socket.getInputStream();
    int same = 0;
    try {
      for (int read = in.read(); read >= 0; read = in.read()) {
        same = read == ANSWERED[same] ? same + 1 : 0;
        if (same == ANSWERED.length) {
          return false;
        }
      }
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
    return true;
  }
}
