package io.limpet.proxy.head;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request's head made of texts, for tests without a connection.
public record FixedHead(
    String method,
    String scheme,
    String authority,
    String path,
    String clientAddress,
    List<String> lines)
    implements RequestHead {

  public FixedHead {
    lines = List.copyOf(lines);
  }

  /// `GET http://host/path` with header lines such as `x-user: ada`.
  public static FixedHead get(String authority, String path, String... lines) {
    return new FixedHead("GET", "http", authority, path, "192.0.2.7", List.of(lines));
  }

  public FixedHead withMethod(String other) {
    return new FixedHead(other, scheme, authority, path, clientAddress, lines);
  }

  public FixedHead withScheme(String other) {
    return new FixedHead(method, other, authority, path, clientAddress, lines);
  }

  @Override
  public @Nullable String header(String name) {
    List<String> values = headers(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  @Override
  public List<String> headers(String name) {
    List<String> values = new ArrayList<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (line.substring(0, colon).equals(name)) {
        values.add(line.substring(colon + 1).strip());
      }
    }
    return values;
  }

  @Override
  public String peerAddress() {
    return "127.0.0.1:40112";
  }

  @Override
  public String directAddress() {
    return peerAddress();
  }

  @Override
  public String localAddress() {
    return "127.0.0.1:11011";
  }
}
