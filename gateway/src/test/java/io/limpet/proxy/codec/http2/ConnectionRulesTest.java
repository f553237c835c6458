package io.limpet.proxy.codec.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.codec.http2.Http2Connection.Role;
import io.limpet.proxy.codec.http2.Http2Options.FloodLimits;
import io.limpet.proxy.plan.Http1Plan.Underscores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules of RFC 9113, each as frames that come and what becomes of them: `connection.txt`. All
/// cases of h2spec are among them.
///
/// A row begins with `#` and its rule. `>` is a frame from the peer, in the words of [FrameText];
/// `!` is something its owner does; `<` is, in order, what the owner is told and what is sent.
/// `@ client` has the connection be a client; another `@` names an option and its value. Each row
/// is also read byte by byte, and in pieces that a seed cuts.
class ConnectionRulesTest {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  record Row(String rule, List<String> lines) {
    List<String> with(char kind) {
      return lines.stream()
          .filter(line -> line.charAt(0) == kind)
          .map(line -> line.substring(2))
          .toList();
    }

    @Override
    public String toString() {
      return rule;
    }
  }

  static Stream<Row> rows() throws IOException {
    String text;
    try (InputStream in = ConnectionRulesTest.class.getResourceAsStream("/http2/connection.txt")) {
      text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    return Stream.of(text.split("\n\n", -1))
        .map(row -> row.strip().split("\n", -1))
        .map(row -> new Row(row[0].substring(2), List.of(row).subList(1, row.length)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void connectionKeepsTheRule(Row row) {
    List<String> expected = row.with('<');
    assertThat(run(row, Integer.MAX_VALUE)).as("whole").isEqualTo(expected);
    assertThat(run(row, 1)).as("byte by byte").isEqualTo(expected);
    assertThat(run(row, 0)).as("cut anyhow").isEqualTo(expected);
  }

  /// `step`: how many bytes are read at once; 0 for any number.
  private static List<String> run(Row row, int step) {
    SplittableRandom random = new SplittableRandom(row.rule().hashCode());
    boolean client = row.with('@').contains("client");
    LoggedConnection peer =
        new LoggedConnection(client ? Role.CLIENT : Role.SERVER, options(row.with('@')));
    if (!client) {
      peer.receive(PREFACE);
    }
    peer.receive(FrameText.bytes("SETTINGS 0"));
    peer.receive(FrameText.bytes("SETTINGS 0 +ACK"));
    peer.connection.flush();
    peer.log.clear();
    for (String line : row.lines()) {
      String text = line.substring(2);
      switch (line.charAt(0)) {
        case '>' -> receive(peer, FrameText.bytes(text), step, random);
        case '!' -> peer.act(text);
        default -> {}
      }
      peer.connection.flush();
    }
    List<String> log = new ArrayList<>(peer.log);
    peer.connection.close();
    return log;
  }

  private static void receive(
      LoggedConnection peer, byte[] bytes, int step, SplittableRandom random) {
    int at = 0;
    while (at < bytes.length) {
      int size = step == 0 ? 1 + random.nextInt(bytes.length) : step;
      int end = (int) Math.min(bytes.length, (long) at + size);
      peer.receive(Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
  }

  private static Http2Options options(List<String> wanted) {
    Http2Options options = Http2Options.DEFAULT;
    for (String option : wanted) {
      String[] words = option.split(" ", -1);
      if (words.length == 2) {
        options = with(words[0], Integer.parseInt(words[1])).apply(options);
      }
    }
    return options;
  }

  private static UnaryOperator<Http2Options> with(String name, int value) {
    return now ->
        new Http2Options(
            name.equals("headerTableSize") ? value : now.headerTableSize(),
            name.equals("maxConcurrentStreams") ? value : now.maxConcurrentStreams(),
            name.equals("streamWindow") ? value : now.streamWindow(),
            name.equals("connectionWindow") ? value : now.connectionWindow(),
            name.equals("allowConnect") || now.allowConnect(),
            name.equals("headBytes") ? value : now.headBytes(),
            name.equals("headers") ? value : now.headers(),
            name.equals("dropUnderscores") ? Underscores.DROP : now.underscores(),
            new FloodLimits(
                name.equals("outboundFrames") ? value : now.floods().outboundFrames(),
                name.equals("controlFrames") ? value : now.floods().outboundControlFrames(),
                now.floods().emptyFrames(),
                name.equals("priorityFrames") ? value : now.floods().priorityFrames(),
                now.floods().windowUpdates(),
                name.equals("continuations") ? value : now.floods().continuations()));
  }
}
