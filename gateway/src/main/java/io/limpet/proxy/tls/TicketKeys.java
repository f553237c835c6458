package io.limpet.proxy.tls;

import io.limpet.proxy.plan.transport.Bytes;
import io.limpet.proxy.plan.transport.DownstreamTls.Sessions;
import java.util.Arrays;
import java.util.List;

/// Keys of session tickets, of 80 bytes as Envoy has them: 16 of name, 32 of HMAC, 32 of AES. Of
/// each part BoringSSL, as Netty offers it, takes the first 16 bytes.
public final class TicketKeys {
  private static final int NAME_BYTES = 16;
  private static final int HMAC_BYTES = 32;
  public static final int TAKEN_BYTES = 16;

  private TicketKeys() {}

  /// How the engine holds one.
  @FunctionalInterface
  public interface Made<K> {
    K of(byte[] name, byte[] hmac, byte[] aes);
  }

  /// Those that are configured, or `own` where none is; the first makes tickets, all read them.
  public static <K> List<K> of(Sessions sessions, Bytes own, Made<K> made) {
    List<Bytes> keys = sessions.ticketKeys().isEmpty() ? List.of(own) : sessions.ticketKeys();
    return keys.stream().map(key -> of(key.toArray(), made)).toList();
  }

  private static <K> K of(byte[] key, Made<K> made) {
    return made.of(part(key, 0), part(key, NAME_BYTES), part(key, NAME_BYTES + HMAC_BYTES));
  }

  private static byte[] part(byte[] key, int from) {
    return Arrays.copyOfRange(key, from, from + TAKEN_BYTES);
  }
}
