package io.limpet.world.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.World;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The local world's Kubernetes API over plain HTTP. It has no authentication, so it belongs on a
/// loopback address only.
public final class ApiServer implements AutoCloseable {
  public static final int DEFAULT_PORT = 16_443;

  private static final int BODY_BYTES = 8 << 20;
  private static final int BACKLOG = 128;

  private final HttpServer server;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final Router router;

  /// Listens when it returns; port 0 means any.
  public ApiServer(InetSocketAddress address, World world) throws IOException {
    // The JDK writes head and body apart, and Nagle's algorithm would hold the body back until the
    // client's delayed acknowledgement, 40 ms later. There is no other way to tell its server.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
    server = HttpServer.create(address, BACKLOG);
    router = new Router(world, Clock.systemUTC());
    server.setExecutor(requests);
    server.createContext("/", this::handle);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, reply(exchange));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Reply reply(HttpExchange exchange) throws IOException {
    try {
      return router.answer(call(exchange));
    } catch (StatusException refused) {
      return new Reply.Json(refused.code(), refused.status(), java.util.List.of());
    } catch (IllegalStateException wrong) {
      StatusException ours = new StatusException(500, "InternalError", wrong.toString());
      return new Reply.Json(500, ours.status(), java.util.List.of());
    }
  }

  private static Call call(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES + 1);
    if (body.length > BODY_BYTES) {
      throw new StatusException(
          413, "RequestEntityTooLarge", "a body has at most " + BODY_BYTES + " bytes");
    }
    URI uri = exchange.getRequestURI();
    return new Call(
        exchange.getRequestMethod(),
        uri.getPath(),
        Call.query(uri.getRawQuery()),
        header(exchange, "Accept"),
        header(exchange, "Content-Type"),
        new String(body, StandardCharsets.UTF_8));
  }

  private static String header(HttpExchange exchange, String name) {
    @Nullable String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private static void send(HttpExchange exchange, Reply reply)
      throws IOException, InterruptedException {
    switch (reply) {
      case Reply.Json(int code, Mapping document, var warnings) -> {
        for (String warning : warnings) {
          exchange.getResponseHeaders().add("Warning", "299 - \"" + quoted(warning) + "\"");
        }
        send(exchange, code, "application/json", JsonWriter.compact(document) + "\n");
      }
      case Reply.Text(String text) -> send(exchange, 200, "text/plain", text);
      case Reply.Stream(WatchStream events) -> stream(exchange, events);
    }
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\s+", " ");
  }

  private static void send(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static void stream(HttpExchange exchange, WatchStream events)
      throws IOException, InterruptedException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      events.write(out);
    } finally {
      events.close();
    }
  }

  /// Ends it at once, watches too.
  @Override
  public void close() {
    server.stop(0);
    requests.shutdownNow();
  }
}
