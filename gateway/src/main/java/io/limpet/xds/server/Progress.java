package io.limpet.xds.server;

import io.envoyproxy.envoy.config.core.v3.Node;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How far one gateway is, for those who look. The stream writes it, anybody reads it.
public final class Progress {
  private final boolean differences;
  private final Instant since = Instant.now();
  private long said; // guarded by this
  private Node node = Node.getDefaultInstance(); // guarded by this
  private final Map<ResourceType, OfType> types = new EnumMap<>(ResourceType.class); // by this

  /// What was sent last and taken last of one type. `error` is what was last refused, empty once
  /// something was taken after it.
  public record OfType(
      String sent,
      String answered,
      String taken,
      String version,
      Instant at,
      String error,
      int names) {
    static final OfType NONE = new OfType("", "", "", "", Instant.EPOCH, "", 0);

    OfType withSent(String nonce, String newVersion, Instant now) {
      return new OfType(nonce, answered, taken, newVersion, now, error, names);
    }

    OfType withTaken(String nonce) {
      return new OfType(sent, nonce, nonce, version, at, "", names);
    }

    OfType withError(String nonce, String text) {
      return new OfType(sent, nonce, taken, version, at, text, names);
    }

    /// Whether the gateway has answered all that it was sent.
    public boolean isAnswered() {
      return sent.equals(answered);
    }

    OfType withNames(int count) {
      return new OfType(sent, answered, taken, version, at, error, count);
    }
  }

  Progress(Dialect dialect) {
    this.differences = dialect == Dialect.DIFFERENCES;
  }

  synchronized void introduced(Node who) {
    node = who;
  }

  synchronized void said(long state) {
    said = state;
  }

  /// The state of which all has been said.
  public synchronized long said() {
    return said;
  }

  synchronized void wanted(ResourceType type, int names) {
    types.merge(type, OfType.NONE.withNames(names), (old, now) -> old.withNames(now.names()));
  }

  synchronized void sent(ResourceType type, String nonce, String version) {
    types.compute(type, (_, old) -> or(old).withSent(nonce, version, Instant.now()));
  }

  synchronized void taken(ResourceType type, String nonce) {
    types.compute(type, (_, old) -> or(old).withTaken(nonce));
  }

  synchronized void refused(ResourceType type, String nonce, String text) {
    types.compute(type, (_, old) -> or(old).withError(nonce, text));
  }

  private static OfType or(@Nullable OfType old) {
    return old == null ? OfType.NONE : old;
  }

  /// Whether it is told differences, and not whole lists.
  public boolean differences() {
    return differences;
  }

  public Instant since() {
    return since;
  }

  public synchronized Node node() {
    return node;
  }

  /// The types that were asked for.
  public synchronized Map<ResourceType, OfType> types() {
    return Collections.unmodifiableMap(new EnumMap<>(types));
  }
}
