package io.limpet.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Reads a page of somebody's admin or debug port.
///
/// `absent` is told where nobody listens, and `other` where something else than the page is
/// answered.
record HttpPage(String host, int port, String absent, String other) {
  private static final int CONNECT_MILLIS = 3_000;
  private static final int READ_MILLIS = 30_000;
  private static final int MOST_TEXT = 200;

  String read(String path) throws CommandFailure {
    String address = "http://" + host + ":" + port + path;
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(address).toURL().openConnection();
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new CommandFailure(
            address + " answered " + connection.getResponseCode() + said(connection) + other);
      }
      try (var body = connection.getInputStream()) {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (ConnectException refused) {
      throw new CommandFailure(absent);
    } catch (IOException broken) {
      throw new CommandFailure(address + ": " + broken);
    }
  }

  /// The beginning of what was answered, where that is a text.
  private static String said(HttpURLConnection connection) throws IOException {
    try (var body = connection.getErrorStream()) {
      if (body == null) {
        return "";
      }
      String text = new String(body.readNBytes(MOST_TEXT), StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? "" : " (" + text + ")";
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
