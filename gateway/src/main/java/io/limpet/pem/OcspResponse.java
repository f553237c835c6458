package io.limpet.pem;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/// What an authority said of a certificate, to be stapled to it (RFC 6960; Envoy: ocsp.cc): of
/// which one, and until when that is good. Whether the certificate is revoked, and who signed, is
/// for the client to see.
public record OcspResponse(BigInteger serial, Instant until) {
  private static final int SEQUENCE = 0x30;
  private static final int ENUMERATED = 0x0a;
  private static final int INTEGER = 0x02;
  private static final int OCTETS = 0x04;
  private static final int TIME = 0x18;
  private static final int FIRST = 0xa0;
  private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");

  /// Its DER. Without a time for the next one it is never good.
  public static OcspResponse read(byte[] der) throws GeneralSecurityException {
    Der response = new Der(der).in(SEQUENCE);
    if (response.in(ENUMERATED).octet(0) != 0) {
      throw new GeneralSecurityException("OCSP response was unsuccessful");
    }
    Der bytes = response.in(FIRST).in(SEQUENCE).after(1).in(OCTETS);
    Der data = bytes.in(SEQUENCE).in(SEQUENCE);
    if (data.tag() == FIRST) {
      data.after(1);
    }
    Der all = data.after(2).in(SEQUENCE);
    Der one = all.in(SEQUENCE);
    if (all.more()) {
      throw new GeneralSecurityException("OCSP Response must be for one certificate only");
    }
    BigInteger serial = new BigInteger(one.in(SEQUENCE).after(3).in(INTEGER).bytes);
    one.after(2);
    boolean ends = one.more() && one.tag() == FIRST;
    return new OcspResponse(serial, ends ? time(one.in(FIRST).in(TIME).bytes) : Instant.MIN);
  }

  private static Instant time(byte[] text) throws GeneralSecurityException {
    try {
      return LocalDateTime.parse(new String(text, StandardCharsets.US_ASCII), FORM)
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException wrong) {
      throw new GeneralSecurityException("Invalid time in an OCSP response", wrong);
    }
  }

  public boolean isOf(X509Certificate certificate) {
    return serial.equals(certificate.getSerialNumber());
  }

  /// What is in a DER element, element by element.
  private static final class Der {
    private final byte[] bytes;
    private int at;

    Der(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean more() {
      return at < bytes.length;
    }

    int tag() throws GeneralSecurityException {
      return octet(at);
    }

    /// What is in the next element, which must be of that tag.
    Der in(int tag) throws GeneralSecurityException {
      if (tag() != tag) {
        throw cut();
      }
      return next();
    }

    /// This one, after so many elements of any tag.
    Der after(int count) throws GeneralSecurityException {
      for (int i = 0; i < count; i++) {
        next();
      }
      return this;
    }

    private Der next() throws GeneralSecurityException {
      int length = octet(at + 1);
      int from = at + 2;
      if (length > 0x7f) {
        int octets = length & 0x7f;
        length = 0;
        for (int i = 0; i < octets; i++) {
          length = length << 8 | octet(from++);
        }
        if (octets > 3) {
          throw cut();
        }
      }
      if (length > bytes.length - from) {
        throw cut();
      }
      at = from + length;
      return new Der(Arrays.copyOfRange(bytes, from, at));
    }

    private int octet(int index) throws GeneralSecurityException {
      if (index >= bytes.length) {
        throw cut();
      }
      return bytes[index] & 0xff;
    }

    private static GeneralSecurityException cut() {
      return new GeneralSecurityException("it is no OCSP response in DER");
    }
  }
}
