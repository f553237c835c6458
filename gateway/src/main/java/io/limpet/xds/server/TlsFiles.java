package io.limpet.xds.server;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.limpet.pem.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Certificates and key of the server, PEM files; and of those that may sign a gateway's
/// certificate, null where nobody is asked for one. A gateway that shows none is served too, as
/// istiod serves one that shows a token. Files that are replaced count from the next connection on;
/// while they are broken, or belong to different keys, what they said last goes on.
public record TlsFiles(Path certificates, Path key, @Nullable Path authority) {
  private static final int LOOK_SECONDS = 1;

  /// Something that is made of files anew when their content is another.
  private static final class Followed {
    private final Update update;
    private final List<Path> files;
    private final Consumer<String> tell;
    private List<String> texts = List.of(); // as of the last look
    private boolean broken;

    /// Takes over what the files say.
    interface Update {
      void take(List<String> texts) throws IOException, GeneralSecurityException;
    }

    Followed(Update update, Consumer<String> tell, Path... files) {
      this.update = update;
      this.tell = tell;
      this.files = List.of(files);
    }

    void first() throws IOException {
      texts = read();
      try {
        update.take(texts);
      } catch (GeneralSecurityException unusable) {
        throw new IOException(names() + ": " + unusable.getMessage(), unusable);
      }
    }

    /// One thread.
    void look() {
      try {
        List<String> now = read();
        if (!now.equals(texts) || broken) {
          update.take(now);
          texts = now;
          broken = false;
          tell.accept(names() + ": read again");
        }
      } catch (IOException | GeneralSecurityException unusable) {
        if (!broken) {
          tell.accept(
              "error: %s: %s; what was there before goes on"
                  .formatted(names(), unusable.getMessage()));
        }
        broken = true;
      }
    }

    private List<String> read() throws IOException {
      List<String> now = new ArrayList<>();
      for (Path each : files) {
        now.add(Files.readString(each));
      }
      return now;
    }

    private String names() {
      return String.join(", ", files.stream().map(Path::toString).toList());
    }
  }

  /// Reads them, and again on `executor`'s thread when they change, which is told.
  ServerCredentials credentials(ScheduledExecutorService executor, Consumer<String> tell)
      throws IOException {
    AdvancedTlsX509KeyManager own = new AdvancedTlsX509KeyManager();
    follow(new Followed(texts -> identity(own, texts), tell, certificates, key), executor);
    TlsServerCredentials.Builder credentials = TlsServerCredentials.newBuilder().keyManager(own);
    if (authority != null) {
      AdvancedTlsX509TrustManager others = others();
      follow(new Followed(texts -> trust(others, texts), tell, authority), executor);
      credentials.trustManager(others).clientAuth(ClientAuth.OPTIONAL);
    }
    return credentials.build();
  }

  private static void follow(Followed files, ScheduledExecutorService executor) throws IOException {
    files.first();
    var _ =
        executor.scheduleWithFixedDelay(files::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private static void identity(AdvancedTlsX509KeyManager own, List<String> texts)
      throws GeneralSecurityException {
    List<X509Certificate> chain = Pem.certificates(texts.getFirst());
    PrivateKey key = Pem.key(texts.getLast());
    if (!Pem.belongs(key, chain.getFirst())) {
      throw new GeneralSecurityException("the key is not that of the first certificate");
    }
    own.updateIdentityCredentials(chain.toArray(X509Certificate[]::new), key);
  }

  private static AdvancedTlsX509TrustManager others() throws IOException {
    try {
      return AdvancedTlsX509TrustManager.newBuilder()
          .setVerification(AdvancedTlsX509TrustManager.Verification.CERTIFICATE_ONLY_VERIFICATION)
          .build();
    } catch (GeneralSecurityException impossible) {
      throw new IOException("no certificates can be verified here", impossible);
    }
  }

  private static void trust(AdvancedTlsX509TrustManager others, List<String> texts)
      throws IOException, GeneralSecurityException {
    others.updateTrustCredentials(
        Pem.certificates(texts.getFirst()).toArray(X509Certificate[]::new));
  }
}
