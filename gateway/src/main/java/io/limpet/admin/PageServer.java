package io.limpet.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Serves pages over HTTP. Headers are Envoy's.
final class PageServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(PageServer.class.getName());

  private final Map<String, Page> pages = new TreeMap<>();
  private final Page otherwise;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// Binds, and answers from then on. `otherwise` is for paths that no page has.
  PageServer(InetSocketAddress address, List<Page> pages, Page otherwise) throws IOException {
    pages.forEach(page -> this.pages.put(page.path(), page));
    this.otherwise = otherwise;
    server = HttpServer.create(address, 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    }
  }

  private Answer answer(HttpExchange exchange) {
    Page page = pages.getOrDefault(exchange.getRequestURI().getPath(), otherwise);
    String method = exchange.getRequestMethod();
    if (page.changes() && !method.equals("POST")) {
      return Answer.text(405, "Method " + method + " not allowed, POST required.");
    }
    try {
      return page.handler().answer(Query.of(exchange.getRequestURI()));
    } catch (BadQuery bad) {
      return bad.answer();
    } catch (RuntimeException ours) {
      LOG.log(Level.ERROR, "answering " + exchange.getRequestURI(), ours);
      return Answer.text(500, "internal error: " + ours + "\n");
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("content-type", answer.contentType());
    headers.set("cache-control", "no-cache, max-age=0");
    headers.set("x-content-type-options", "nosniff");
    byte[] body = answer.body().getBytes(UTF_8);
    boolean bodyless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), bodyless ? -1 : body.length);
    if (!bodyless) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
