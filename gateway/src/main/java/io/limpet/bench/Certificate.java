package io.limpet.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate of its own for the proxies of one run (ECDSA P-256), and who trusts it.
///
/// @param chain a file, as are `key` and `both`, in PEM
record Certificate(Path chain, Path key, Path both, SSLContext trust) {
  private static final String ALIAS = "bench";
  private static final String KEYTOOL =
      "-genkeypair -alias bench -keyalg EC -groupname secp256r1 -dname CN=bench.test"
          + " -ext san=dns:bench.test -validity 7 -storetype PKCS12";

  /// Made by the JDK's keytool, which is beside every Java.
  static Certificate make(Path folder) throws IOException, InterruptedException {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    Path file = folder.resolve("bench.p12");
    keytool(file, password);
    try {
      return of(file, password.toCharArray(), folder);
    } catch (GeneralSecurityException impossible) {
      throw new IOException("the certificate that keytool made cannot be read", impossible);
    }
  }

  private static void keytool(Path file, String password) throws IOException, InterruptedException {
    Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(KEYTOOL.split(" ")));
    command.addAll(List.of("-keystore", file.toString(), "-storepass:env", "BENCH_PASSWORD"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("BENCH_PASSWORD", password);
    Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    if (process.waitFor() != 0) {
      throw new IOException(program + " has made no certificate");
    }
  }

  private static Certificate of(Path file, char[] password, Path folder)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    String chain = pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
    String key = pem("PRIVATE KEY", store.getKey(ALIAS, password).getEncoded());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    context.getClientSessionContext().setSessionCacheSize(100);
    return new Certificate(
        Files.writeString(folder.resolve("bench.pem"), chain),
        Files.writeString(folder.resolve("bench.key"), key),
        Files.writeString(folder.resolve("bench-both.pem"), chain + key),
        context);
  }

  private static String pem(String kind, byte[] bytes) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, lines, kind);
  }
}
