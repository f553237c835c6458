package io.limpet.xds.client;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.SslSocketAndEnginePeerVerifier;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import io.limpet.pem.Pem;
import io.limpet.xds.client.Access.Identity;
import io.limpet.xds.client.Access.Material;
import io.limpet.xds.client.Access.Security;
import io.limpet.xds.client.Access.Trust;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/// What gRPC needs to speak TLS, made of what files and texts say now.
final class TlsCredentials {
  private static final int DNS = 2; // X509Certificate#getSubjectAlternativeNames
  private static final int URI = 6;

  private TlsCredentials() {}

  static ChannelCredentials of(Security.Tls tls) throws IOException {
    TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    switch (tls.trust()) {
      case Trust.OfHost(Material authority) -> {
        if (authority != null) {
          builder.trustManager(
              trusting(authority, Verification.CERTIFICATE_AND_HOST_NAME_VERIFICATION, List.of()));
        }
      }
      case Trust.OfAuthority(Material authority, List<String> names) ->
          builder.trustManager(
              trusting(authority, Verification.CERTIFICATE_ONLY_VERIFICATION, names));
      case Trust.Blind() ->
          builder.trustManager(
              trusting(null, Verification.INSECURELY_SKIP_ALL_VERIFICATION, List.of()));
    }
    @Nullable Identity identity = tls.identity();
    if (identity != null) {
      builder.keyManager(shown(identity));
    }
    return builder.build();
  }

  private static AdvancedTlsX509TrustManager trusting(
      @Nullable Material authority, Verification verification, List<String> names)
      throws IOException {
    try {
      AdvancedTlsX509TrustManager.Builder builder =
          AdvancedTlsX509TrustManager.newBuilder().setVerification(verification);
      if (!names.isEmpty()) {
        builder.setSslSocketAndEnginePeerVerifier(new Named(names));
      }
      AdvancedTlsX509TrustManager trusting = builder.build();
      if (authority != null) {
        trusting.updateTrustCredentials(
            Pem.certificates(authority.read()).toArray(X509Certificate[]::new));
      }
      return trusting;
    } catch (GeneralSecurityException unusable) {
      String place = authority == null ? "TLS" : authority.place();
      throw new IOException(place + ": " + unusable.getMessage(), unusable);
    }
  }

  private static AdvancedTlsX509KeyManager shown(Identity identity) throws IOException {
    try {
      AdvancedTlsX509KeyManager shown = new AdvancedTlsX509KeyManager();
      shown.updateIdentityCredentials(
          Pem.certificates(identity.certificates().read()).toArray(X509Certificate[]::new),
          Pem.key(identity.key().read()));
      return shown;
    } catch (GeneralSecurityException unusable) {
      throw new IOException(
          "%s, %s: %s"
              .formatted(
                  identity.certificates().place(), identity.key().place(), unusable.getMessage()),
          unusable);
    }
  }

  /// One of the certificate's names must be one of these.
  private record Named(List<String> names) implements SslSocketAndEnginePeerVerifier {
    @Override
    public void verifyPeerCertificate(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      verify(chain);
    }

    @Override
    public void verifyPeerCertificate(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      verify(chain);
    }

    private void verify(X509Certificate[] chain) throws CertificateException {
      Collection<List<?>> shown = chain[0].getSubjectAlternativeNames();
      if (shown != null) {
        for (List<?> each : shown) {
          boolean name = each.getFirst().equals(DNS) || each.getFirst().equals(URI);
          if (name && names.contains(each.get(1))) {
            return;
          }
        }
      }
      throw new CertificateException("its certificate is for " + shown + ", not for " + names);
    }
  }
}
