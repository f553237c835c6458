package io.limpet.proxy.listener;

import io.limpet.proxy.listener.ClientHello.Without;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads what a client that speaks TLS says first (RFC 8446, 4.1.2), in one pass and strictly: a
/// length that leads out of its field makes it no TLS.
final class ClientHelloReader {
  /// Envoy: tls_inspector.h, TLS_MAX_CLIENT_HELLO.
  static final int MOST_BYTES = 16 << 10;

  private static final int RECORD_HEAD = 5;
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int MESSAGE_HEAD = 4;
  private static final int MOST_IN_RECORD = 1 << 14;
  private static final int RANDOM = 32;
  private static final int MOST_ID = 32;

  private static final int SERVER_NAME = 0;
  private static final int GROUPS = 10;
  private static final int SIGNATURES = 13;
  private static final int ALPN = 16;
  private static final int STATUS = 5;
  private static final int VERSIONS = 43;
  private static final int TLS_13 = 0x0304;

  private static final int P256 = 23;
  private static final int ECDSA_P256_SHA256 = 0x0403;

  private ClientHelloReader() {}

  /// Looks without taking anything, and no further than [#MOST_BYTES]. A message may be spread over
  /// records, down to a byte each: their content is joined in one array.
  static ClientHello find(ByteBuf in) {
    int size = Math.min(in.readableBytes(), MOST_BYTES);
    int at = in.readerIndex();
    int end = at + size;
    byte[] message = {};
    int have = 0;
    while (true) {
      if (end - at < RECORD_HEAD) {
        return begins(in, at, end) ? more(size) : Without.NO_TLS;
      }
      int length = in.getUnsignedShort(at + 3);
      if (!begins(in, at, end) || length == 0 || length > MOST_IN_RECORD) {
        return Without.NO_TLS;
      }
      if (end - at - RECORD_HEAD < length) {
        return more(size);
      }
      message = have == 0 ? new byte[size] : message;
      in.getBytes(at + RECORD_HEAD, message, have, length);
      have += length;
      at += RECORD_HEAD + length;
      if (message[0] != CLIENT_HELLO) {
        return Without.NO_TLS;
      }
      if (have >= MESSAGE_HEAD) {
        int whole = MESSAGE_HEAD + length24(message);
        if (whole > MOST_BYTES) {
          return Without.TOO_LARGE;
        }
        if (have >= whole) {
          return read(message, whole);
        }
      }
    }
  }

  private static ClientHello more(int size) {
    return size == MOST_BYTES ? Without.TOO_LARGE : Without.MORE;
  }

  /// What there is of a record's head: its type, and the version 3.x.
  private static boolean begins(ByteBuf in, int at, int end) {
    return (at >= end || in.getByte(at) == HANDSHAKE) && (at + 1 >= end || in.getByte(at + 1) == 3);
  }

  private static int length24(byte[] message) {
    return ((message[1] & 0xff) << 16) | ((message[2] & 0xff) << 8) | (message[3] & 0xff);
  }

  private static ClientHello read(byte[] message, int end) {
    try {
      Cursor in = new Cursor(message, MESSAGE_HEAD, end);
      in.skip(Short.BYTES + RANDOM);
      Cursor id = in.block8();
      if (id.left() > MOST_ID) {
        return Without.NO_TLS;
      }
      Cursor ciphers = in.block16();
      Cursor compressions = in.block8();
      if (ciphers.left() < Short.BYTES || ciphers.left() % 2 != 0 || compressions.left() == 0) {
        return Without.NO_TLS;
      }
      Extensions extensions = new Extensions();
      if (in.left() > 0) {
        Cursor all = in.block16();
        if (in.left() > 0) {
          return Without.NO_TLS;
        }
        while (all.left() > 0) {
          extensions.take(all.short16(), all.block16());
        }
      }
      return new ClientHello.Said(
          extensions.serverName,
          extensions.protocols,
          extensions.ellipticCurves(ciphers),
          extensions.status,
          extensions.version13);
    } catch (Malformed cut) {
      return Without.NO_TLS;
    }
  }

  /// A length leads out of what it is in. One object for all: where it was thrown does not matter.
  private static final class Malformed extends Exception {
    @SuppressWarnings("StaticAssignmentOfThrowable") // without a stack there is nothing to mix up
    static final Malformed CUT = new Malformed();

    private Malformed() {
      super("a length leads out of its field", null, false, false);
    }
  }

  private static final class Extensions {
    private String serverName = "";
    private List<String> protocols = List.of();
    private boolean signs;
    private boolean curve;
    private boolean versions;
    private boolean version13;
    private boolean status;

    void take(int type, Cursor in) throws Malformed {
      switch (type) {
        case SERVER_NAME -> serverName = name(in);
        case ALPN -> protocols = protocols(in);
        case SIGNATURES -> signs = contains(in.block16(), ECDSA_P256_SHA256);
        case GROUPS -> curve = contains(in.block16(), P256);
        case VERSIONS -> {
          versions = true;
          version13 = contains(in.block8(), TLS_13);
        }
        case STATUS -> status = true;
        default -> {}
      }
    }

    /// The only kind of name there is has the number 0.
    private static String name(Cursor in) throws Malformed {
      Cursor list = in.block16();
      if (list.byte8() != 0) {
        throw Malformed.CUT;
      }
      Cursor name = list.block16();
      if (name.left() == 0 || list.left() > 0 || in.left() > 0) {
        throw Malformed.CUT;
      }
      return name.text().toLowerCase(Locale.ROOT);
    }

    private static List<String> protocols(Cursor in) throws Malformed {
      List<String> found = new ArrayList<>();
      Cursor list = in.block16();
      while (list.left() > 0) {
        Cursor one = list.block8();
        if (one.left() == 0) {
          throw Malformed.CUT;
        }
        found.add(one.text());
      }
      return found;
    }

    private static boolean contains(Cursor list, int wanted) throws Malformed {
      boolean found = false;
      while (list.left() > 0) {
        found |= list.short16() == wanted;
      }
      return found;
    }

    /// Whether the client can check a signature by a key on P-256 (Envoy:
    /// default_tls_certificate_selector.cc, isClientEcdsaCapable).
    boolean ellipticCurves(Cursor ciphers) throws Malformed {
      if (versions) {
        return signs;
      }
      boolean cipher = false;
      while (ciphers.left() > 0) {
        cipher |= isOfCurve(ciphers.short16());
      }
      return curve && cipher;
    }

    /// ECDHE_ECDSA with AES-GCM, ChaCha20, AES-CBC.
    private static boolean isOfCurve(int cipher) {
      return switch (cipher) {
        case 0xc02b, 0xc02c, 0xcca9, 0xc009, 0xc00a, 0xc023, 0xc024 -> true;
        default -> false;
      };
    }
  }

  /// A part of the message, read from its start.
  private static final class Cursor {
    private final byte[] bytes;
    private final int end;
    private int at;

    Cursor(byte[] bytes, int at, int end) {
      this.bytes = bytes;
      this.at = at;
      this.end = end;
    }

    int left() {
      return end - at;
    }

    void skip(int count) throws Malformed {
      if (left() < count) {
        throw Malformed.CUT;
      }
      at += count;
    }

    int byte8() throws Malformed {
      skip(1);
      return bytes[at - 1] & 0xff;
    }

    int short16() throws Malformed {
      return byte8() << 8 | byte8();
    }

    Cursor block8() throws Malformed {
      return block(byte8());
    }

    Cursor block16() throws Malformed {
      return block(short16());
    }

    private Cursor block(int length) throws Malformed {
      int start = at;
      skip(length);
      return new Cursor(bytes, start, at);
    }

    String text() {
      return new String(bytes, at, left(), StandardCharsets.ISO_8859_1);
    }
  }
}
