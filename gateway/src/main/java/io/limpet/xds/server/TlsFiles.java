package io.limpet.xds.server;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Certificates and key of the server, PEM files, the key in PKCS #8; and of those that may sign a
/// gateway's certificate, null where nobody is asked for one. A gateway that shows none is served
/// too, as istiod serves one that shows a token. Files that are replaced count from the next
/// connection on.
public record TlsFiles(Path certificates, Path key, @Nullable Path authority) {
  private static final int LOOK_SECONDS = 5;

  /// Reads them, and again on `executor`'s thread when they change.
  ServerCredentials credentials(ScheduledExecutorService executor) throws IOException {
    try {
      AdvancedTlsX509KeyManager own = new AdvancedTlsX509KeyManager();
      AdvancedTlsX509KeyManager.Closeable _ =
          own.updateIdentityCredentials(
              certificates.toFile(), key.toFile(), LOOK_SECONDS, TimeUnit.SECONDS, executor);
      TlsServerCredentials.Builder credentials = TlsServerCredentials.newBuilder().keyManager(own);
      if (authority != null) {
        AdvancedTlsX509TrustManager others =
            AdvancedTlsX509TrustManager.newBuilder()
                .setVerification(
                    AdvancedTlsX509TrustManager.Verification.CERTIFICATE_ONLY_VERIFICATION)
                .build();
        AdvancedTlsX509TrustManager.Closeable _ =
            others.updateTrustCredentials(
                authority.toFile(), LOOK_SECONDS, TimeUnit.SECONDS, executor);
        credentials.trustManager(others).clientAuth(ClientAuth.OPTIONAL);
      }
      return credentials.build();
    } catch (GeneralSecurityException broken) {
      throw new IOException(
          "%s and %s are no certificates and key in PEM (PKCS #8): %s"
              .formatted(certificates, key, broken.getMessage()),
          broken);
    }
  }
}
