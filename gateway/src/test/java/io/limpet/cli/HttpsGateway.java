package io.limpet.cli;

import io.limpet.Await;
import io.limpet.TestAuthority;
import io.limpet.source.file.FileSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// A running gateway of `https/gateway.yaml`, the folder of its files, and who trusts it.
final class HttpsGateway implements AutoCloseable {
  private static final TestAuthority AUTHORITY = TestAuthority.get();

  @Command
  private static final class Flags {
    @Mixin GatewayFlags gateway = new GatewayFlags();
  }

  final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final Path folder;
  private final List<Integer> ports = freePorts();
  private final Instance instance;
  private final AtomicBoolean open = new AtomicBoolean(true);

  /// `endpoints`: each word of the file, and the port that takes its place.
  HttpsGateway(Path folder, Map<String, Integer> endpoints) throws Exception {
    this.folder = folder;
    String text = yaml();
    for (Map.Entry<String, Integer> each : endpoints.entrySet()) {
      text = text.replace(": " + each.getKey() + "}", ": " + each.getValue() + "}");
    }
    Files.writeString(folder.resolve("gateway.yaml"), text);
    secret("shop", "server.pem", "server.key");
    secret("other", "other.pem", "other.key");
    secret("mutual", "ec.pem", "ec.key");
    secret("own", "client.pem", "client.key");
    write("portable", secret("portable", "default", pem("ec.pem"), pem("ec.key")));
    Flags flags = new Flags();
    new CommandLine(flags)
        .parseArgs(
            "--admin-port=" + ports.get(0),
            "--status-port=" + ports.get(1),
            "--api-port=" + ports.get(2),
            "--concurrency=1");
    instance =
        Instance.start(
            flags.gateway,
            Map.of(80, List.of(http()), 443, List.of(https()), 8444, List.of(portable())),
            HotRestart.Options.NONE,
            new FileSource(List.of(folder), "default"),
            told::add);
    if (!instance.awaitPods(Duration.ofSeconds(20))) {
      throw new IllegalStateException("no pods: " + told);
    }
  }

  private static String yaml() throws IOException {
    try (InputStream in = HttpsGateway.class.getResourceAsStream("/https/gateway.yaml")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<Integer> freePorts() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> free = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      sockets.add(new ServerSocket(0));
      free.add(sockets.getLast().getLocalPort());
    }
    for (ServerSocket each : sockets) {
      each.close();
    }
    return free;
  }

  int http() {
    return ports.get(3);
  }

  int https() {
    return ports.get(4);
  }

  int portable() {
    return ports.get(5);
  }

  List<String> listeners() {
    return instance.listeners();
  }

  /// Writes the Secret of that name, with the authority that clients are asked for.
  void secret(String name, String certificate, String key) throws IOException {
    write(name, secret(name, "istio-ingress", pem(certificate), pem(key)));
  }

  void brokenSecret(String name) throws IOException {
    write(name, secret(name, "istio-ingress", "no certificate", "no key"));
  }

  private static String pem(String name) throws IOException {
    return Files.readString(AUTHORITY.file(name));
  }

  private static String secret(String name, String namespace, String certificate, String key)
      throws IOException {
    return """
    apiVersion: v1
    kind: Secret
    metadata: {name: %s, namespace: %s}
    type: kubernetes.io/tls
    data: {tls.crt: %s, tls.key: %s, ca.crt: %s}
    """
        .formatted(name, namespace, base64(certificate), base64(key), base64(pem("ca.pem")));
  }

  /// At once, as a careful editor does.
  private void write(String name, String text) throws IOException {
    Path draft = Files.writeString(folder.resolve(name + ".draft"), text);
    Files.move(draft, folder.resolve("secret-" + name + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  void awaitTold(String text) {
    Await.until("it is told: " + text, () -> told.stream().anyMatch(each -> each.contains(text)));
  }

  /// Who trusts the authority of all certificates here.
  static SSLContext trust() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null);
    try (InputStream in = Files.newInputStream(AUTHORITY.file("ca.pem"))) {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      store.setCertificateEntry("ca", factory.generateCertificate(in));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /// A connection to the HTTPS listener that asks for a name, and offers those protocols.
  SSLSocket connect(String name, String... protocols) throws GeneralSecurityException, IOException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), https());
    SSLSocket socket =
        (SSLSocket) trust().getSocketFactory().createSocket(plain, name, https(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    parameters.setApplicationProtocols(protocols);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  @Override
  public void close() {
    if (open.getAndSet(false)) {
      instance.close();
    }
  }
}
