package io.limpet.sameness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Base64;

/// One connection to an endpoint, which does as the request's `x-do` says: an action for each
/// attempt, the last one for all that follow.
final class EndpointConnection {
  private final Endpoints all;
  private final String name;
  private final Socket socket;
  private final HttpWire wire;

  private final EndpointTeller teller;

  EndpointConnection(Endpoints all, String name, Socket socket, InputStream in, String connection)
      throws IOException {
    this.all = all;
    this.teller = new EndpointTeller(all, name, connection);
    this.name = name;
    this.socket = socket;
    this.wire = new HttpWire(socket, in);
  }

  void serve() throws IOException {
    for (HttpWire.Message request = wire.request(); request != null; request = wire.request()) {
      // One that was given up on the way is no attempt: when its end is seen is left to chance.
      if (request.cut() || !answer(request)) {
        return;
      }
    }
  }

  /// False if the connection is over.
  private boolean answer(HttpWire.Message request) throws IOException {
    teller.begin(request);
    if (request.first().contains(" /health")) {
      return health(request);
    }
    String action = teller.action(request);
    int colon = action.indexOf(':');
    String word = colon < 0 ? action : action.substring(0, colon);
    return act(word, colon < 0 ? "" : action.substring(colon + 1), request);
  }

  /// A health check is no attempt of a client's, and gets what the case says of the endpoint.
  private boolean health(HttpWire.Message request) throws IOException {
    String action = all.checkAction(name);
    if (action.startsWith("degraded")) {
      wire.send("HTTP/1.1 200 OK\r\nx-envoy-degraded: 1\r\ncontent-length: 0\r\n\r\n");
      return true;
    }
    if (action.startsWith("excluded")) {
      wire.send(
          "HTTP/1.1 503 No\r\nx-envoy-immediate-health-check-fail: 1\r\n"
              + "content-length: 0\r\n\r\n");
      return true;
    }
    return act(action, "", request);
  }

  private boolean act(String word, String argument, HttpWire.Message request) throws IOException {
    switch (word) {
      case "reset" -> {
        socket.setSoLinger(true, 0);
        return false;
      }
      case "close" -> {
        return false;
      }
      case "hang" -> {
        return wire.discard();
      }
      case "hold" -> {
        teller.hold();
        wire.send(teller.normal("200", request));
      }
      case "delay" -> {
        teller.pause(Integer.parseInt(argument));
        wire.send(teller.normal("200", request));
      }
      case "cut" -> {
        wire.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n0123456789");
        return false;
      }
      case "garbage" -> wire.send("this is no HTTP\r\n\r\n");
      case "raw", "raw-close" -> {
        wire.send(new String(Base64.getDecoder().decode(argument), ISO_8859_1));
        return word.equals("raw");
      }
      default -> wire.send(teller.normal(word, request));
    }
    return true;
  }
}
