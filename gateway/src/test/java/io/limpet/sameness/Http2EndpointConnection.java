package io.limpet.sameness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.limpet.Http2Peer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/// One connection to an endpoint that speaks HTTP/2. Beside the actions that HTTP/1 has there are
/// `data:` with pieces in base64 between `|`, `rst:CODE`, `goaway` or `interim:CODE` before the
/// answer (its head's lines by `x-interim`), `x-answer-trailer` for what follows a body,
/// `x-answer-long` for a header of so many bytes, and
/// `x-answer-end: data` for DATA without bytes behind a head that says no body.
final class Http2EndpointConnection {
  private static final long HOURS_MILLIS = 3_600_000;

  private final Endpoints all;
  private final String name;
  private final Socket socket;
  private final InputStream in;
  private final String connection;

  Http2EndpointConnection(
      Endpoints all, String name, Socket socket, InputStream in, String connection) {
    this.connection = connection;
    this.all = all;
    this.name = name;
    this.socket = socket;
    this.in = in;
  }

  void serve() throws IOException {
    Http2Peer[] self = new Http2Peer[1];
    try (Http2Peer peer = new Http2Peer(socket, in, message -> answerOrEnd(self[0], message))) {
      self[0] = peer;
      peer.begin();
      peer.ends(HOURS_MILLIS);
    }
  }

  private void answerOrEnd(Http2Peer peer, Http2Peer.Message message) {
    try {
      answer(peer, message);
    } catch (IOException gone) {
      // The proxy is done with the connection.
    }
  }

  private void answer(Http2Peer peer, Http2Peer.Message message) throws IOException {
    HttpWire.Message request = request(message);
    EndpointTeller teller = new EndpointTeller(all, name, connection);
    teller.begin(request);
    if (request.first().contains(" /health")) {
      act(peer, message, request, teller, checkAction(message));
    } else if (request.first().contains(" /grpc.health.")) {
      new GrpcHealthService(peer, message, checkAction(message)).answer();
    } else {
      act(peer, message, request, teller, teller.action(request));
    }
  }

  /// What the check itself says of its answer, or the case of the endpoint.
  private String checkAction(Http2Peer.Message message) {
    String own = message.header("x-check");
    return own.isEmpty() ? all.checkAction(name) : own;
  }

  private void act(
      Http2Peer peer,
      Http2Peer.Message message,
      HttpWire.Message request,
      EndpointTeller teller,
      String action)
      throws IOException {
    int colon = action.indexOf(':');
    String word = colon < 0 ? action : action.substring(0, colon);
    String argument = colon < 0 ? "" : action.substring(colon + 1);
    switch (word) {
      case "rst" -> peer.reset(message.stream(), Long.parseLong(argument));
      case "reset", "close" -> socket.close();
      case "hang" -> {}
      case "cut" -> {
        peer.head(message.stream(), List.of(":status: 200"), false);
        peer.data(message.stream(), "0123456789", false);
        peer.reset(message.stream(), 2);
      }
      case "data" -> {
        List<String> trailers = request.headers("x-answer-trailer");
        List<String> head = new ArrayList<>(List.of(":status: 200"));
        head.addAll(request.headers("x-answer"));
        peer.head(message.stream(), head, false);
        for (String piece : argument.split("\\|", -1)) {
          peer.data(
              message.stream(), new String(Base64.getDecoder().decode(piece), ISO_8859_1), false);
        }
        peer.head(message.stream(), trailers, true);
      }
      case "goaway" -> {
        peer.goAway(0);
        send(peer, message.stream(), teller.normal("200", request), request);
      }
      case "interim" -> {
        List<String> head = new ArrayList<>(List.of(":status: " + argument));
        head.addAll(request.headers("x-interim"));
        peer.head(message.stream(), head, false);
        send(peer, message.stream(), teller.normal("200", request), request);
      }
      case "goaway-error" -> peer.goAway(2);
      case "hold" -> {
        teller.hold();
        send(peer, message.stream(), teller.normal("200", request), request);
      }
      case "delay" -> {
        teller.pause(Integer.parseInt(argument));
        send(peer, message.stream(), teller.normal("200", request), request);
      }
      default -> send(peer, message.stream(), teller.normal(word, request), request);
    }
  }

  private static HttpWire.Message request(Http2Peer.Message read) {
    List<String> lines = new ArrayList<>(read.head());
    lines.sort(Comparator.comparing(line -> line.startsWith(":") ? line : "z"));
    lines.removeIf(line -> line.startsWith(":method") || line.startsWith(":path"));
    String first = read.header(":method") + " " + read.header(":path") + " HTTP/2";
    return new HttpWire.Message(first, lines, read.body(), read.trailers(), !read.ended());
  }

  /// Sends an answer that is written as in HTTP/1.1.
  private static void send(Http2Peer peer, int stream, String text, HttpWire.Message request)
      throws IOException {
    int blank = text.indexOf("\r\n\r\n");
    String[] lines = text.substring(0, blank).split("\r\n", -1);
    List<String> head = new ArrayList<>();
    head.add(":status: " + lines[0].split(" ", -1)[1]);
    for (int i = 1; i < lines.length; i++) {
      head.add(lines[i]);
    }
    for (String bytes : request.headers("x-answer-long")) {
      head.add("x-long: " + "a".repeat(Integer.parseInt(bytes)));
    }
    String body = text.substring(blank + 4);
    List<String> trailers = request.headers("x-answer-trailer");
    boolean open = request.headers("x-answer-end").contains("data");
    peer.head(stream, head, body.isEmpty() && trailers.isEmpty() && !open);
    if (open) {
      peer.data(stream, "", true);
    }
    if (!body.isEmpty()) {
      peer.data(stream, body, trailers.isEmpty());
    }
    if (!trailers.isEmpty()) {
      peer.head(stream, trailers, true);
    }
  }
}
