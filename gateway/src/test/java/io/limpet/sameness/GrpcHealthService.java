package io.limpet.sameness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.limpet.Http2Peer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// What an endpoint answers to one call of its health service: SERVING to `200`, if the lines that
/// `x-expect` has between `|` are in the call's head and body, and else NOT_SERVING.
///
/// Further answers are `frames:HEX` and a status in trailers, `only:STATUS` for a head that ends
/// the stream, `end` for a message that does, `text` for what is no gRPC, `rst:CODE`, `goaway`,
/// `goaway-error`, `hang`, and a status of HTTP.
record GrpcHealthService(Http2Peer peer, Http2Peer.Message asked, String action) {
  private static final String SERVING = "00000000020801";
  private static final String NOT_SERVING = "00000000020802";

  void answer() throws IOException {
    int colon = action.indexOf(':');
    String word = colon < 0 ? action : action.substring(0, colon);
    String argument = colon < 0 ? "" : action.substring(colon + 1);
    int stream = asked.stream();
    switch (word) {
      case "200" -> message(isExpected() ? SERVING : NOT_SERVING, "0");
      case "frames" -> message(argument, "0");
      case "failing" -> message(SERVING, argument);
      case "only" -> peer.head(stream, head("200", "grpc-status: " + argument), true);
      case "end" -> {
        peer.head(stream, head("200"), false);
        peer.data(stream, bytes(SERVING), true);
      }
      case "text" -> {
        peer.head(stream, List.of(":status: 200", "content-type: text/plain"), false);
        peer.data(stream, bytes(SERVING), false);
        peer.head(stream, List.of("grpc-status: 0"), true);
      }
      case "rst" -> peer.reset(stream, Long.parseLong(argument));
      case "goaway" -> {
        peer.goAway(0);
        message(SERVING, "0");
      }
      case "goaway-error" -> peer.goAway(2);
      case "hang" -> {}
      default -> peer.head(stream, head(word), true);
    }
  }

  private void message(String frames, String status) throws IOException {
    peer.head(asked.stream(), head("200"), false);
    peer.data(asked.stream(), bytes(frames), false);
    peer.head(asked.stream(), List.of("grpc-status: " + status), true);
  }

  private static List<String> head(String status, String... more) {
    List<String> lines = new ArrayList<>();
    lines.add(":status: " + status);
    lines.add("content-type: application/grpc");
    lines.addAll(List.of(more));
    return lines;
  }

  private static String bytes(String hex) {
    return new String(HexFormat.of().parseHex(hex), ISO_8859_1);
  }

  private boolean isExpected() {
    String body = "body: " + HexFormat.of().formatHex(asked.body().getBytes(ISO_8859_1));
    String wanted = asked.header("x-expect");
    return wanted.isEmpty()
        || List.of(wanted.split("\\|", -1)).stream()
            .allMatch(line -> line.equals(body) || asked.head().contains(line));
  }
}
