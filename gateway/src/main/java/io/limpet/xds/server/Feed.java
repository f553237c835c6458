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

  public Feed(InstantSource clock) {
    this.stock = new Stock(clock);
  }

  /// These resources are the newest. Configuration thread only.
  public void publish(Resources resources) {
    State next = stock.next(resources);
    @Nullable State before = state;
    if (before == null || before.number() != next.number()) {
      state = next;
      streams.forEach(each -> each.news(next));
    }
  }

  /// What is kept from the gateways, as of the last time. Configuration thread only.
  public List<Withheld> withheld() {
    return stock.withheld();
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
      stream.news(now);
    }
  }

  void leave(Conversation stream) {
    streams.remove(stream);
  }
}
