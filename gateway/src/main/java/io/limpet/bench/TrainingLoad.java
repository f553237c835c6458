package io.limpet.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.limpet.bench.load.Load;
import io.limpet.bench.load.Load.Security;
import io.limpet.bench.load.LoadClient;
import io.limpet.bench.load.LoadResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/// The load of the training run for the AOT cache: HTTP/2 and TLS.
public final class TrainingLoad {
  private static final Duration EACH = Duration.ofSeconds(2);
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();
  private static final int CALLERS = 32;
  private static final int STREAMS = 10;

  private TrainingLoad() {}

  /// In a process of its own, so that no classes of a client are in the cache; returns when it is
  /// over. `command`: what that process calls the load with.
  public static void begin(List<String> command) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> all = new ArrayList<>(List.of(java, "-cp", System.getProperty("java.class.path")));
    all.addAll(command);
    Process load = new ProcessBuilder(all).inheritIO().start();
    try {
      if (load.waitFor() != 0) {
        throw new IOException("the training load failed");
      }
    } catch (InterruptedException now) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /// Makes a certificate in `folder`, and calls when the gateway serves it.
  ///
  /// @param secret a file that the gateway watches, which becomes the Secret `training`
  /// @param plain the port for HTTP/1.1 and HTTP/2 in the clear, `encrypted` for both with TLS
  public static void call(Path folder, Path secret, int plain, int encrypted)
      throws IOException, InterruptedException {
    Certificate certificate = Certificate.make(folder);
    Path whole = Files.writeString(folder.resolve("secret.yaml"), secret(certificate));
    Files.move(whole, secret, StandardCopyOption.ATOMIC_MOVE);
    callAll(loopback(plain), loopback(encrypted), certificate.trust());
  }

  private static void callAll(InetSocketAddress plain, InetSocketAddress secure, SSLContext trust)
      throws IOException {
    awaitListening(secure);
    Load load = Load.plain(plain, "/", CALLERS);
    Load http2 = load.withHttp2(plain, STREAMS);
    for (Load each :
        List.of(
            http2,
            http2.withSecurity(secure, Security.TLS),
            load.withSecurity(secure, Security.TLS),
            load.withSecurity(secure, Security.TLS_RESUMED),
            load.withSecurity(secure, Security.TLS_FULL))) {
      try (LoadClient callers = LoadClient.open(each, trust)) {
        LoadResult result = callers.run(EACH);
        if (result.requests() == 0) {
          throw new IOException("no request was answered: " + each);
        }
      }
    }
  }

  private static String secret(Certificate certificate) throws IOException {
    return """
    {apiVersion: v1, kind: Secret, metadata: {name: training, namespace: istio-ingress},
      data: {tls.crt: %s, tls.key: %s}}
    """
        .formatted(base64(certificate.chain()), base64(certificate.key()));
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readString(file).getBytes(UTF_8));
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  private static void awaitListening(InetSocketAddress address) throws IOException {
    long start = System.nanoTime();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(address, (int) LIMIT.toMillis());
        return;
      } catch (IOException notYet) {
        if (System.nanoTime() - start > LIMIT.toNanos()) {
          throw notYet;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
