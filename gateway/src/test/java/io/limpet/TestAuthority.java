package io.limpet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Certificates for tests, signed by two authorities and made by openssl when they are first
/// needed: PEM files in a folder, `NAME.pem` and `NAME.key`.
///
/// By `ca`: `server` (example.com, *.apps.example.com), `ec` (the same names, a key on P-256),
/// `other` (other.example.org), `client` (a SPIFFE id and a name), `nameless`, `odd`, `expired`,
/// `revoked` (see `revoked.crl`), `endpoint` (endpoint.example.com), and an authority, `middle`, by
/// which `deep` is (`middle.crl` has none of its own); `locked.key` is that of `server` with the
/// password `changeit`; `usage`, whose key may not sign; of `server` an OCSP response
/// (`server.ocsp`; `outdated.ocsp` is no longer good). By `strange-ca`: `stranger`.
public final class TestAuthority {
  private static final int SECONDS = 60;

  private final Path folder;

  private TestAuthority(Path folder) {
    this.folder = folder;
  }

  private static final class Holder {
    static final TestAuthority ONLY = made();
  }

  /// The same for all tests of this run.
  public static TestAuthority get() {
    return Holder.ONLY;
  }

  public Path folder() {
    return folder;
  }

  public Path file(String name) {
    return folder.resolve(name);
  }

  /// What tables say of certificates: the SHA-256 of one, and of its key.
  public Map<String, String> words() {
    return Map.of(
        "certificates", folder.toString(),
        "client.sha256", read("client.sha256"),
        "client.spki", read("client.spki"));
  }

  private String read(String name) {
    try {
      return Files.readString(file(name)).strip();
    } catch (IOException gone) {
      throw new IllegalStateException(name, gone);
    }
  }

  private void digests(String name) throws IOException {
    try (var in = Files.newInputStream(file(name + ".pem"))) {
      var certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Files.writeString(
          file(name + ".sha256"),
          HexFormat.of().formatHex(digest.digest(certificate.getEncoded())));
      byte[] key = digest.digest(certificate.getPublicKey().getEncoded());
      Files.writeString(file(name + ".spki"), Base64.getEncoder().encodeToString(key));
    } catch (GeneralSecurityException e) {
      throw new IOException("the digest of " + name, e);
    }
  }

  private static TestAuthority made() {
    try {
      TestAuthority made = new TestAuthority(Files.createTempDirectory("limpet-certificates"));
      made.makeAll();
      return made;
    } catch (IOException failed) {
      throw new IllegalStateException("no certificates for tests; is openssl there?", failed);
    }
  }

  private void makeAll() throws IOException {
    Files.writeString(file("index.txt"), "");
    Files.writeString(file("index.txt.attr"), "unique_subject = no\n");
    Files.writeString(
        file("ca.cnf"),
        """
        [ca]
        default_ca = only
        [only]
        database = index.txt
        new_certs_dir = .
        default_md = sha256
        default_crl_days = 3650
        policy = any
        copy_extensions = copy
        rand_serial = yes
        unique_subject = no
        [any]
        commonName = optional
        organizationName = optional
        countryName = optional
        emailAddress = optional
        """);
    authority("ca");
    authority("strange-ca");
    String names = "DNS:example.com,DNS:*.apps.example.com,DNS:localhost,IP:127.0.0.1";
    leaf("server", "ca", "rsa:2048", names);
    leaf("ec", "ca", "ec", names + ",URI:spiffe://cluster.local/ns/gateway/sa/limpet");
    leaf("other", "ca", "rsa:2048", "DNS:other.example.org");
    leaf("endpoint", "ca", "rsa:2048", "DNS:endpoint.example.com,URI:spiffe://cluster.local/e");
    leaf(
        "client",
        "ca",
        "rsa:2048",
        "URI:spiffe://cluster.local/ns/a/sa/b,DNS:client.example.com,DNS:client.example.org");
    leaf("nameless", "ca", "ec", "");
    odd();
    leaf("revoked", "ca", "ec", "DNS:client.example.com");
    leaf("stranger", "strange-ca", "ec", "DNS:client.example.com");
    deep();
    expired();
    digests("client");
    digests("server");
    run("openssl pkcs8 -topk8 -in server.key -out locked.key -passout pass:changeit");
    request("usage", "rsa:2048", "DNS:example.com -addext keyUsage=keyEncipherment");
    sign("usage", "ca");
    run(
        "openssl ocsp -index index.txt -rsigner ca.pem -rkey ca.key -CA ca.pem -issuer ca.pem"
            + " -cert server.pem -ndays 30 -respout server.ocsp");
    outdated();
    run("openssl ca -config ca.cnf -revoke revoked.pem -keyfile ca.key -cert ca.pem");
    run("openssl ca -config ca.cnf -gencrl -out revoked.crl -keyfile ca.key -cert ca.pem");
    run("openssl ca -config ca.cnf -gencrl -out middle.crl -keyfile middle.key -cert middle.pem");
  }

  /// The response with an earlier time for the next one, which is the last time in it.
  private void outdated() throws IOException {
    String response = Files.readString(file("server.ocsp"), StandardCharsets.ISO_8859_1);
    Matcher next = Pattern.compile("\\xa0\\x11\\x18\\x0f(20\\d{2})\\d{10}Z").matcher(response);
    if (!next.find()) {
      throw new IOException("server.ocsp has no nextUpdate");
    }
    Files.writeString(
        file("outdated.ocsp"),
        response.substring(0, next.start(1)) + "2020" + response.substring(next.end(1)),
        StandardCharsets.ISO_8859_1);
  }

  private void authority(String name) throws IOException {
    run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650"
            + " -keyout %1$s.key -out %1$s.pem -subj /O=Limpet/CN=%1$s".formatted(name));
  }

  private void leaf(String name, String authority, String kind, String names) throws IOException {
    request(name, kind, names);
    sign(name, authority);
  }

  private void sign(String name, String authority) throws IOException {
    run(
        "openssl x509 -req -in %1$s.csr -CA %2$s.pem -CAkey %2$s.key -CAcreateserial -days 3650"
                .formatted(name, authority)
            + " -copy_extensions copy -out %s.pem".formatted(name));
  }

  private void request(String name, String kind, String names) throws IOException {
    String curve = kind.equals("ec") ? " -pkeyopt ec_paramgen_curve:P-256" : "";
    String extension = names.isEmpty() ? "" : " -addext subjectAltName=" + names;
    run(
        "openssl req -new -newkey %s%s -nodes -keyout %s.key -out %s.csr -subj /O=Limpet/CN=%s%s"
            .formatted(kind, curve, name, name, name, extension));
  }

  /// Signed by an authority that `ca` signed, which stands behind it.
  private void deep() throws IOException {
    run(
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout middle.key"
            + " -out middle.csr -subj /O=Limpet/CN=middle"
            + " -addext basicConstraints=critical,CA:TRUE");
    run(
        "openssl x509 -req -in middle.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650"
            + " -copy_extensions copy -out middle.pem");
    leaf("deep", "middle", "ec", "DNS:client.example.com");
    Files.writeString(
        file("deep.pem"),
        Files.readString(file("deep.pem")) + Files.readString(file("middle.pem")));
  }

  /// Of a subject with signs that are escaped, and of several names of a kind.
  private void odd() throws IOException {
    Files.writeString(
        file("odd.cnf"),
        """
        [req]
        prompt = no
        string_mask = utf8only
        distinguished_name = subject
        [subject]
        organizationName = \\#a=b\\#c,\\"d\\"\\;<e>
        commonName = J\u00fcrgen
        """);
    run(
        "openssl req -new -utf8 -config odd.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
            + " -keyout odd.key -out odd.csr"
            + " -addext subjectAltName=URI:spiffe://one/a,URI:spiffe://two/b,DNS:odd.example.com");
    sign("odd", "ca");
  }

  private void expired() throws IOException {
    request("expired", "ec", "DNS:client.example.com");
    run(
        "openssl ca -batch -config ca.cnf -in expired.csr -out expired.pem -notext -keyfile ca.key"
            + " -cert ca.pem -startdate 20200101000000Z -enddate 20200201000000Z");
  }

  private void run(String command) throws IOException {
    List<String> words = new ArrayList<>(Arrays.asList(command.split(" ")));
    Process process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(file("openssl.log").toFile())
            .start();
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(command + "\n" + Files.readString(file("openssl.log")));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }
}
