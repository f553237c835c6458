package io.limpet.sameness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/// The admin port of one of the proxies.
record AdminPort(int port) {
  /// What a page says.
  String get(String path) {
    return send(request(path).build());
  }

  /// Asks for a change.
  void post(String path) {
    String said = send(request(path).POST(BodyPublishers.noBody()).build());
    if (!said.equals("OK\n")) {
      throw new AssertionError(path + ": " + said);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static String send(HttpRequest request) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for " + request.uri(), e);
    }
  }
}
