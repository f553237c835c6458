package io.limpet.sameness;

import io.limpet.TestAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// The JDK's TLS, which is nobody's here but the tests'. As a step says it: `sni`, `alpn`,
/// `versions`, `ciphers`, `certificate` (a name of [TestAuthority]), `refused` (an alert is waited
/// for). It trusts everybody and tells
/// what it was shown.
record TlsClient(Map<String, Object> wishes) {
  /// A context that shows a certificate, or none for an empty name.
  static SSLContext context(String certificate) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(certificate), new TrustManager[] {new TrustsAll()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("a TLS context with the certificate " + certificate, e);
    }
  }

  private static KeyManager[] keys(String name) throws IOException {
    @Nullable KeyManager own = keyManager(name);
    return own == null ? new KeyManager[0] : new KeyManager[] {own};
  }

  /// What shows a certificate, or null for an empty name.
  static @Nullable KeyManager keyManager(String name) throws IOException {
    try {
      return name.isEmpty()
          ? null
          : new AlwaysShown(
              chain(TestAuthority.get().file(name + ".pem")),
              key(TestAuthority.get().file(name + ".key")));
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate " + name, e);
    }
  }

  /// Shows its certificate whoever is asked for. A store of keys would take a tenth of a second.
  private static final class AlwaysShown extends X509ExtendedKeyManager {
    private static final String ALIAS = "own";

    private final X509Certificate[] chain;
    private final PrivateKey key;

    AlwaysShown(X509Certificate[] chain, PrivateKey key) {
      this.chain = chain;
      this.key = key;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return ALIAS;
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
      return ALIAS;
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return type.startsWith(key.getAlgorithm()) ? ALIAS : null;
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }
  }

  /// Whether the other side may refuse what it is shown.
  boolean waits() {
    return Tree.truth(wishes, "refused");
  }

  private static X509Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
          .map(X509Certificate.class::cast)
          .toArray(X509Certificate[]::new);
    }
  }

  static X509Certificate certificate(Path file) throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    String text = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
    var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text));
    try {
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    } catch (GeneralSecurityException another) {
      return KeyFactory.getInstance("EC").generatePrivate(spec);
    }
  }

  /// A connection whose handshake is over on our side: what the other side says of our certificate
  /// may come later.
  SSLSocket over(Socket plain) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context(Tree.text(wishes, "certificate", ""))
                .getSocketFactory()
                .createSocket(plain, "", plain.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    String sni = Tree.text(wishes, "sni", "");
    if (!sni.isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(sni)));
    }
    parameters.setApplicationProtocols(Tree.texts(wishes.get("alpn")).toArray(String[]::new));
    List<String> versions = Tree.texts(wishes.get("versions"));
    if (!versions.isEmpty()) {
      parameters.setProtocols(versions.toArray(String[]::new));
    }
    List<String> ciphers = Tree.texts(wishes.get("ciphers"));
    if (!ciphers.isEmpty()) {
      parameters.setCipherSuites(ciphers.toArray(String[]::new));
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /// Made once: endpoints of many checks are connected with at once.
  private static final class OfEndpoints {
    static final SSLContext ONLY = made();

    private static SSLContext made() {
      try {
        return context("endpoint");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// An endpoint's side of a connection, of which `in` is what comes: it shows the certificate
  /// `endpoint` and asks for one. `alpn`: what it speaks of what is offered, nothing if empty.
  static SSLSocket accepted(Socket plain, InputStream in, List<String> alpn) throws IOException {
    SSLSocket socket =
        (SSLSocket) OfEndpoints.ONLY.getSocketFactory().createSocket(plain, in, true);
    socket.setUseClientMode(false);
    socket.setWantClientAuth(true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(alpn.toArray(String[]::new));
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /// What an endpoint learns of who connects: version, name that was asked for, protocol,
  /// certificate.
  static String toldOfPeer(SSLSocket socket) throws IOException {
    var session = (ExtendedSSLSession) socket.getSession();
    String names = session.getRequestedServerNames().toString();
    String shown;
    try {
      shown =
          ((X509Certificate) session.getPeerCertificates()[0]).getSubjectX500Principal().getName();
    } catch (SSLPeerUnverifiedException none) {
      shown = "nobody";
    }
    return "%s %s \"%s\" %s"
        .formatted(session.getProtocol(), names, socket.getApplicationProtocol(), shown);
  }

  /// Whom it spoke with, and how.
  static String told(SSLSocket socket) throws IOException {
    var session = socket.getSession();
    X509Certificate shown = (X509Certificate) session.getPeerCertificates()[0];
    return "%s %s \"%s\" %s"
        .formatted(
            session.getProtocol(),
            session.getCipherSuite(),
            socket.getApplicationProtocol(),
            shown.getSubjectX500Principal());
  }

  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
