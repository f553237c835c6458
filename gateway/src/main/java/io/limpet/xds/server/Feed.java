package io.limpet.xds.server;

import io.limpet.xds.resources.Resources;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What gateways of one kind are told, and the streams that are told it.
public final class Feed {
  private final Stock stock;
  private final Set<Conversation> streams = ConcurrentHashMap.newKeySet();
  private volatile @Nullable State state; // set by the configuration thread
  private volatile Told told = new Told(Resources.EMPTY, List.of()); // likewise

  /// What gateways are told, and what is kept from them.
  public record Told(Resources resources, List<Withheld> withheld) {
    public Told {
      withheld = List.copyOf(withheld);
    }
  }

  public Feed(InstantSource clock) {
    this.stock = new Stock(clock);
  }

  /// These resources are the newest, by a change that came just now.
  public void publish(Resources resources) {
    publish(resources, System.nanoTime());
  }

  /// These resources are the newest; the first of the changes that led to them came at a moment of
  /// [System#nanoTime]. Configuration thread only.
  public void publish(Resources resources, long changedNanos) {
    State next = stock.next(resources, changedNanos);
    List<Withheld> withheld = stock.withheld();
    told = new Told(withheld.isEmpty() ? resources : stock.told(resources), withheld);
    @Nullable State before = state;
    if (before == null || before.number() != next.number()) {
      state = next;
      streams.forEach(each -> each.news(next));
    }
  }

  /// As of the last time; any thread.
  public Told told() {
    return told;
  }

  /// What is kept from the gateways, as of the last time; any thread.
  public List<Withheld> withheld() {
    return told.withheld();
  }

  /// The number of the newest state; 0 where there is none.
  public long number() {
    @Nullable State now = state;
    return now == null ? 0 : now.number();
  }

  /// Whether anybody listens.
  public boolean isUsed() {
    return !streams.isEmpty();
  }

  void join(Conversation stream) {
    streams.add(stream);
    @Nullable State now = state;
    if (now != null) {
      stream.first(now);
    }
  }

  void leave(Conversation stream) {
    streams.remove(stream);
  }
}
