package io.limpet.pem;

import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HexFormat;

/// Puts the older forms of private keys into PKCS #8 (RFC 5958), the one that the JDK reads.
final class OlderKeys {
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int CURVE = 0xa0;
  private static final int LONG = 0x80;
  private static final byte[] VERSION = HexFormat.of().parseHex("020100");
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  private static final byte[] CURVES = HexFormat.of().parseHex("06072a8648ce3d0201");

  private OlderKeys() {}

  /// `RSAPrivateKey` of RFC 8017.
  static byte[] ofRsa(byte[] key) {
    return tagged(SEQUENCE, VERSION, RSA, tagged(OCTETS, key));
  }

  /// `ECPrivateKey` of RFC 5915, which says in its field [0] what the curve is.
  static byte[] ofCurve(byte[] key) throws InvalidKeyException {
    return tagged(SEQUENCE, VERSION, tagged(SEQUENCE, CURVES, curve(key)), tagged(OCTETS, key));
  }

  private static byte[] curve(byte[] key) throws InvalidKeyException {
    Reader reader = new Reader(key);
    reader.enter(SEQUENCE);
    while (reader.hasMore()) {
      int tag = reader.tag();
      byte[] content = reader.content();
      if (tag == CURVE) {
        return content;
      }
    }
    throw new InvalidKeyException(
        "the EC PRIVATE KEY does not name its curve; write it as PKCS #8");
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(each -> each.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < LONG) {
      out.write(length);
    } else {
      byte[] digits = HexFormat.of().parseHex("%08x".formatted(length));
      out.write(LONG | digits.length);
      out.writeBytes(digits);
    }
    for (byte[] each : parts) {
      out.writeBytes(each);
    }
    return out.toByteArray();
  }

  /// Goes through the fields of a structure in DER.
  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean hasMore() {
      return at < bytes.length;
    }

    int tag() throws InvalidKeyException {
      return next();
    }

    void enter(int tag) throws InvalidKeyException {
      if (next() != tag) {
        throw new InvalidKeyException("the EC PRIVATE KEY is damaged");
      }
      int _ = length();
    }

    byte[] content() throws InvalidKeyException {
      int length = length();
      if (length < 0 || length > bytes.length - at) {
        throw new InvalidKeyException("the EC PRIVATE KEY is cut off");
      }
      at += length;
      return Arrays.copyOfRange(bytes, at - length, at);
    }

    private int length() throws InvalidKeyException {
      int first = next();
      if (first < LONG) {
        return first;
      }
      int length = 0;
      for (int i = 0; i < first - LONG; i++) {
        length = length << Byte.SIZE | next();
      }
      return length;
    }

    private int next() throws InvalidKeyException {
      if (at >= bytes.length) {
        throw new InvalidKeyException("the EC PRIVATE KEY is cut off");
      }
      return Byte.toUnsignedInt(bytes[at++]);
    }
  }
}
