package io.limpet.proxy.plan;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// Wraps private keys of the older forms into PKCS #8 (RFC 5958), the only form that the JDK reads.
final class KeyForms {
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int PARAMETERS = 0xa0;
  private static final int LONG_FORM = 0x80;
  private static final int BYTE = 0xff;
  private static final byte[] VERSION = {0x02, 0x01, 0x00};

  /// 1.2.840.113549.1.1.1 with its NULL.
  private static final byte[] RSA = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /// 1.2.840.10045.2.1
  private static final byte[] CURVE = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };

  private KeyForms() {}

  /// RFC 8017: `RSAPrivateKey`.
  static byte[] ofRsa(byte[] key) {
    return tagged(SEQUENCE, VERSION, RSA, tagged(OCTETS, key));
  }

  /// RFC 5915: `ECPrivateKey`, which names its curve in its part `[0]`.
  static byte[] ofCurve(byte[] key, Place place) {
    byte[] curve = parameters(key, place);
    return tagged(SEQUENCE, VERSION, tagged(SEQUENCE, CURVE, curve), tagged(OCTETS, key));
  }

  private static byte[] parameters(byte[] key, Place place) {
    try {
      int at = contents(key, 0);
      while (at < key.length) {
        int start = contents(key, at);
        int end = start + length(key, at);
        if ((key[at] & BYTE) == PARAMETERS) {
          return Arrays.copyOfRange(key, start, end);
        }
        at = end;
      }
    } catch (ArrayIndexOutOfBoundsException cut) {
      throw place.refused("has a private key that is cut off");
    }
    throw place.refused("has a private key that does not name its curve; give it as PKCS #8");
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & BYTE;
    int length = first;
    if (first >= LONG_FORM) {
      length = 0;
      for (int i = 0; i < first - LONG_FORM; i++) {
        length = (length << Byte.SIZE) | (der[at + 2 + i] & BYTE);
      }
    }
    return length;
  }

  private static int contents(byte[] der, int at) {
    int first = der[at + 1] & BYTE;
    return at + 2 + (first >= LONG_FORM ? first - LONG_FORM : 0);
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + Integer.BYTES);
    out.write(tag);
    if (length < LONG_FORM) {
      out.write(length);
    } else {
      int bytes = length <= BYTE ? 1 : 2;
      out.write(LONG_FORM | bytes);
      if (bytes == 2) {
        out.write(length >> Byte.SIZE);
      }
      out.write(length);
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
