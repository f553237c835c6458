package io.limpet.mesh;

import java.util.Arrays;
import java.util.Objects;

/// What a client or the gateway itself is identified by, under the name that listeners and clusters
/// ask for it.
public sealed interface Secret {
  String name();

  /// A certificate chain and its key, in PEM, and what its authority said of it last, which may be
  /// empty.
  record Certificate(String name, Bytes chain, Bytes key, Bytes ocspStaple) implements Secret {}

  /// The authorities whose certificates are trusted, and what they revoked, in PEM; the latter may
  /// be empty.
  record Authorities(String name, Bytes certificates, Bytes revoked) implements Secret {}

  /// Bytes that no text ever shows.
  final class Bytes {
    public static final Bytes NONE = new Bytes(new byte[0]);

    private final byte[] bytes;

    public Bytes(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    public byte[] toArray() {
      return bytes.clone();
    }

    public boolean isEmpty() {
      return bytes.length == 0;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes same && Arrays.equals(bytes, same.bytes);
    }

    @Override
    public int hashCode() {
      return Objects.hash(Arrays.hashCode(bytes));
    }

    @Override
    public String toString() {
      return bytes.length + " bytes";
    }
  }
}
