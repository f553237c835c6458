package io.limpet.proxy.head;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// What a certificate says, in the forms in which Envoy tells it (tls/utility.cc). Nothing is
/// looked up before it is asked for: most connections' certificates are never told of.
public final class CertificateFacts {
  public static final CertificateFacts NONE = new CertificateFacts(List.of());

  /// Kinds of names, by their numbers in RFC 5280, 4.2.1.6.
  private static final int EMAIL = 1;

  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int IP = 7;

  /// Attributes that OpenSSL has names for and RFC 2253 has not.
  private static final Map<String, String> ATTRIBUTES =
      Map.of(
          "1.2.840.113549.1.9.1", "emailAddress",
          "2.5.4.5", "serialNumber",
          "2.5.4.4", "SN",
          "2.5.4.42", "GN",
          "2.5.4.12", "title",
          "2.5.4.97", "organizationIdentifier");

  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final String UNRESERVED = "-._~";

  private final List<X509Certificate> chain;

  private CertificateFacts(List<X509Certificate> chain) {
    this.chain = List.copyOf(chain);
  }

  /// The certificate that is first in the chain.
  public static CertificateFacts of(List<X509Certificate> chain) {
    return chain.isEmpty() ? NONE : new CertificateFacts(chain);
  }

  /// Whether there is one.
  public boolean present() {
    return !chain.isEmpty();
  }

  public @Nullable X509Certificate certificate() {
    return chain.isEmpty() ? null : chain.getFirst();
  }

  public List<X509Certificate> chain() {
    return chain;
  }

  public String subject() {
    return chain.isEmpty() ? "" : text(chain.getFirst().getSubjectX500Principal());
  }

  public String issuer() {
    return chain.isEmpty() ? "" : text(chain.getFirst().getIssuerX500Principal());
  }

  private static String text(X500Principal name) {
    return asOpenSsl(name.getName(X500Principal.RFC2253, ATTRIBUTES));
  }

  /// The JDK escapes more signs than RFC 2253 asks for (`=`, and `#` wherever it is); OpenSSL
  /// (XN_FLAG_RFC2253) those that it does ask for, and byte by byte what is no printable ASCII.
  private static String asOpenSsl(String name) {
    StringBuilder out = new StringBuilder(name.length());
    boolean starts = false; // a value
    for (int at = 0; at < name.length(); at++) {
      char sign = name.charAt(at);
      if (sign == '\\' && at + 1 < name.length()) {
        at++;
        char escaped = name.charAt(at);
        boolean bare = escaped == '=' || (escaped == '#' && !starts);
        out.append(bare ? "" : "\\").append(escaped);
        starts = false;
      } else if (sign >= ' ' && sign <= '~') {
        out.append(sign);
        starts = sign == '=';
      } else {
        int end = name.offsetByCodePoints(at, 1);
        for (byte each : name.substring(at, end).getBytes(StandardCharsets.UTF_8)) {
          out.append('\\').append(HEX.toHexDigits(each));
        }
        at = end - 1;
        starts = false;
      }
    }
    return out.toString();
  }

  public String serial() {
    return chain.isEmpty() ? "" : serial(chain.getFirst());
  }

  /// Hexadecimal, two digits for each byte.
  public static String serial(X509Certificate certificate) {
    String digits = certificate.getSerialNumber().toString(16);
    return digits.length() % 2 == 0 ? digits : "0" + digits;
  }

  public List<String> dnsNames() {
    return names(DNS);
  }

  public List<String> uris() {
    return names(URI);
  }

  public List<String> emails() {
    return names(EMAIL);
  }

  public List<String> ips() {
    return names(IP);
  }

  /// Names of all four kinds, in their order.
  public List<String> names() {
    List<String> found = new ArrayList<>();
    for (List<?> name : chain.isEmpty() ? List.<List<?>>of() : alternatives(chain.getFirst())) {
      if (name.get(0) instanceof Integer kind
          && (kind == EMAIL || kind == DNS || kind == URI || kind == IP)) {
        found.add(text(kind, name));
      }
    }
    return found;
  }

  private List<String> names(int kind) {
    List<String> found = new ArrayList<>();
    for (List<?> name : chain.isEmpty() ? List.<List<?>>of() : alternatives(chain.getFirst())) {
      if (name.get(0) instanceof Integer number && number == kind) {
        found.add(text(kind, name));
      }
    }
    return found;
  }

  private static String text(int kind, List<?> name) {
    String text = name.get(1).toString();
    return kind == IP ? ip(text) : text;
  }

  private static Collection<List<?>> alternatives(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException unreadable) {
      return List.of();
    }
  }

  /// The JDK writes all groups of an IPv6 address out.
  private static String ip(String text) {
    try {
      return text.indexOf(':') < 0
          ? text
          : shortened(InetAddress.getByAddress(InetAddress.ofLiteral(text).getAddress()));
    } catch (UnknownHostException | IllegalArgumentException unreadable) {
      return text;
    }
  }

  private static String shortened(InetAddress six) {
    String text = six.getHostAddress().replaceFirst("(^|:)0(:0)+(:|$)", "::");
    return text.toLowerCase(Locale.ROOT);
  }

  /// A digest of the certificate, in lower-case hexadecimal: `SHA-256` or `SHA-1`.
  public String digest(String algorithm) {
    return chain.isEmpty() ? "" : digest(chain.getFirst(), algorithm);
  }

  public static String digest(X509Certificate certificate, String algorithm) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      return HexFormat.of().formatHex(digest.digest(certificate.getEncoded()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(algorithm + " of a certificate that was read", impossible);
    }
  }

  /// The certificate in PEM, URL-encoded.
  public String encoded() {
    return chain.isEmpty() ? "" : encoded(pem(chain.getFirst()));
  }

  /// The same of all certificates of the chain.
  public String encodedChain() {
    StringBuilder all = new StringBuilder();
    chain.forEach(each -> all.append(encoded(pem(each))));
    return all.toString();
  }

  public static String pem(X509Certificate certificate) {
    try {
      byte[] newLine = {'\n'};
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, newLine).encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the bytes of a certificate that was read", impossible);
    }
  }

  private static String encoded(String text) {
    StringBuilder out = new StringBuilder(text.length() + text.length() / 8);
    for (byte each : text.getBytes(StandardCharsets.US_ASCII)) {
      char character = (char) each;
      if (Character.isLetterOrDigit(character) || UNRESERVED.indexOf(character) >= 0) {
        out.append(character);
      } else {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return out.toString();
  }
}
