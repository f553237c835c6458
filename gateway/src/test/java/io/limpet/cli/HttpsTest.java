package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.TestAuthority;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// HTTPS and HTTP/2 from Istio's and the Gateway API's YAML, as clients of many kinds meet them.
@TestInstance(Lifecycle.PER_CLASS)
final class HttpsTest {
  private final GrpcEndpoints grpc;
  private final HttpsGateway gateway;

  HttpsTest(@TempDir Path folder) throws Exception {
    grpc = new GrpcEndpoints();
    Map<String, Integer> endpoints =
        Map.of("PLAIN", grpc.plain(), "SECRET", grpc.secret(), "SLOW", 9);
    gateway = new HttpsGateway(folder, endpoints);
  }

  @AfterAll
  void close() throws Exception {
    gateway.close();
    grpc.stop();
  }

  private static HttpClient client() throws Exception {
    return HttpClient.newBuilder().sslContext(HttpsGateway.trust()).build();
  }

  private HttpResponse<String> get(HttpClient client, String path, String... headers)
      throws Exception {
    URI uri = URI.create("https://localhost:" + gateway.https() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    return client.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        BodyHandlers.ofString());
  }

  /// What curl says, its code first. Names lead to this machine.
  private static String curl(int port, String url, String... more) throws Exception {
    String host = URI.create(url).getHost();
    List<String> words = new ArrayList<>(List.of("curl", "-s", "-i", "--max-time", "10"));
    words.addAll(List.of("--cacert", TestAuthority.get().file("ca.pem").toString()));
    words.addAll(List.of("--connect-to", host + "::127.0.0.1:" + port));
    words.addAll(List.of(more));
    words.add(url);
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() + " " + text;
  }

  @Test
  void listenersAreToldAsTheyAreSpokenToAndTheMissingCertificateWithItsRemedy() throws Exception {
    assertThat(gateway.listeners())
        .containsExactlyInAnyOrder(
            "0.0.0.0:" + gateway.http(),
            "0.0.0.0:" + gateway.https() + " (https)",
            "0.0.0.0:" + gateway.portable() + " (https)");
    assertThat(gateway.told)
        .anySatisfy(
            text ->
                assertThat(text)
                    .contains("gateway.yaml:2: Gateway default/edge: spec.servers[4]")
                    .contains("the Secret istio-ingress/missing does not exist")
                    .contains("mend it in the gateway's namespace"));
    assertThat(curl(gateway.https(), "https://missing.apps.example.com/")).startsWith("35 ");
  }

  @Test
  void sessionsHoldOverHttp2WithTlsByHeaderAndByCookie() throws Exception {
    try (HttpClient client = client()) {
      HttpResponse<String> first = get(client, "/hello");
      assertThat(first.version()).isEqualTo(Version.HTTP_2);
      String token = first.headers().firstValue("x-session-header").orElseThrow();
      HttpResponse<String> named = get(client, "/cookie");
      String line = named.headers().firstValue("set-cookie").orElseThrow();
      HttpCookie cookie = HttpCookie.parse(line).getFirst();
      String sent = cookie.getName() + "=" + cookie.getValue();
      for (int i = 0; i < 6; i++) { // three pods take turns otherwise
        assertThat(get(client, "/hello", "x-session-header", token).body()).isEqualTo(first.body());
        assertThat(get(client, "/cookie", "cookie", sent).body()).isEqualTo(named.body());
      }
    }
  }

  @Test
  void curlIsServedByTheCertificateOfItsNameAndByTheProtocolItChooses() throws Exception {
    int https = gateway.https();
    assertThat(curl(gateway.http(), "http://example.com/hello?a=b"))
        .contains("HTTP/1.1 301", "location: https://example.com/hello?a=b");
    assertThat(curl(https, "https://example.com/hello")).startsWith("0 HTTP/2 200");
    assertThat(curl(https, "https://other.example.org/hello", "--http1.1"))
        .startsWith("0 HTTP/1.1 200");
    assertThat(curl(https, "https://nobody.example.org/")).startsWith("35 ");
    assertThat(curl(gateway.portable(), "https://shop.apps.example.com/hello"))
        .startsWith("0 HTTP/2 200")
        .contains("x-session-header: ", "Hello version: v1");
  }

  @Test
  void mutualTlsServesThoseWhomItsAuthorityKnows() throws Exception {
    String url = "https://mutual.apps.example.com/hello";
    TestAuthority files = TestAuthority.get();
    assertThat(curl(gateway.https(), url)).doesNotContain("HTTP/").doesNotStartWith("0 ");
    assertThat(curl(gateway.https(), url, with(files, "stranger"))).doesNotContain("HTTP/");
    assertThat(curl(gateway.https(), url, with(files, "client"))).startsWith("0 HTTP/2 200");
  }

  private static String[] with(TestAuthority files, String name) {
    return new String[] {
      "--cert", files.file(name + ".pem").toString(), "--key", files.file(name + ".key").toString()
    };
  }

  @Test
  void grpcGoesByHttp2ToEndpointsInPlainTextByMutualTlsAndPassedThrough() throws Exception {
    assertThat(grpc.ask(gateway.https(), "grpc.apps.example.com", "plain"))
        .isEqualTo("plain: grpc.apps.example.com");
    assertThat(grpc.ask(gateway.https(), "grpc.apps.example.com", "secret"))
        .isEqualTo("secret: grpc.apps.example.com");
    assertThat(grpc.ask(gateway.https(), "endpoint.example.com", "secret"))
        .isEqualTo("secret: endpoint.example.com");
  }

  @Test
  void aChangedSecretIsForNewConnectionsAndABrokenOneForNone() throws Exception {
    try (SSLSocket old = gateway.connect("example.com", "http/1.1")) {
      assertThat(commonName(old)).contains("CN=server");
      gateway.secret("shop", "ec.pem", "ec.key");
      Await.until("new connections see it", () -> nameNow("example.com").contains("CN=ec"));
      assertThat(ask(old)).startsWith("HTTP/1.1 200");

      gateway.secret("shop", "ec.pem", "server.key");
      gateway.awaitTold("is not the key of the certificate beside it; give its own; what was");
      assertThat(nameNow("example.com")).contains("CN=ec");
      gateway.brokenSecret("shop");
      gateway.awaitTold("the Secret istio-ingress/shop has no certificate in PEM");
      assertThat(nameNow("example.com")).contains("CN=ec");
      assertThat(nameNow("other.example.org")).contains("CN=other");
      assertThat(ask(old)).startsWith("HTTP/1.1 200");

      gateway.secret("shop", "server.pem", "server.key");
      Await.until("it is mended", () -> nameNow("example.com").contains("CN=server"));
      assertThat(nameNow("late.apps.example.com")).isEqualTo("none");
      gateway.secret("late", "server.pem", "server.key");
      Await.until("it came", () -> nameNow("late.apps.example.com").contains("CN=server"));
    }
  }

  private String nameNow(String host) {
    try (SSLSocket socket = gateway.connect(host, "http/1.1")) {
      return commonName(socket);
    } catch (SSLException closed) {
      return "none";
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static String commonName(SSLSocket socket) throws SSLException {
    X509Certificate own = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return own.getSubjectX500Principal().getName();
  }

  private static String ask(SSLSocket socket) throws IOException {
    byte[] request = "GET /hello HTTP/1.1\r\nhost: example.com\r\n\r\n".getBytes(ASCII);
    socket.getOutputStream().write(request);
    byte[] answer = new byte[4096];
    return new String(answer, 0, socket.getInputStream().read(answer), ASCII);
  }

  private static final java.nio.charset.Charset ASCII = StandardCharsets.US_ASCII;
}
