package io.limpet.source.keys;

import io.limpet.model.KeySource;
import io.limpet.model.tree.Document;
import io.limpet.model.tree.JsonReader;
import io.limpet.model.tree.Value;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Asks once for a set of keys (`jwks_resolver.go` in Istio's `pilot/pkg/model`).
final class KeyFetch {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 1 << 20;
  private static final String DISCOVERY = "/.well-known/openid-configuration";

  private final HttpClient client;

  KeyFetch(HttpClient client) {
    this.client = client;
  }

  /// The set as JSON; an exception says what is wrong with what came.
  String keys(KeySource source) throws IOException, InterruptedException {
    String address = source.uri().isEmpty() ? discovered(source) : source.uri();
    String text = get(address, source);
    if (!(object(text, address).get("keys") instanceof Value.Sequence)) {
      throw new IOException(address + " has no set of keys");
    }
    return text;
  }

  /// Where the issuer says that its keys are (OpenID Connect Discovery 1.0).
  private String discovered(KeySource source) throws IOException, InterruptedException {
    String issuer = source.issuer();
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    String address = base + DISCOVERY;
    if (object(get(address, source), address).get("jwks_uri") instanceof Value.Text uri) {
      return uri.value();
    }
    throw new IOException(address + " names no jwks_uri");
  }

  private static Value.Mapping object(String text, String address) throws IOException {
    List<Document> documents = JsonReader.readAll(text);
    if (documents.size() == 1 && documents.getFirst().root() instanceof Value.Mapping object) {
      return object;
    }
    throw new IOException(address + " answers with what is no JSON object");
  }

  private String get(String address, KeySource source) throws IOException, InterruptedException {
    HttpRequest request;
    try {
      request =
          HttpRequest.newBuilder(URI.create(address))
              .timeout(source.timeout() == null ? TIMEOUT : source.timeout())
              .build();
    } catch (IllegalArgumentException noAddress) {
      throw new IOException("\"" + address + "\" is no address of HTTP", noAddress);
    }
    HttpResponse<InputStream> answer =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      byte[] bytes = body.readNBytes(MOST_BYTES + 1);
      if (answer.statusCode() != 200) {
        throw new IOException(address + " answers " + answer.statusCode());
      }
      if (bytes.length > MOST_BYTES) {
        throw new IOException(address + " answers with more than 1 MiB");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
