package io.limpet.xds.server;

import io.limpet.metrics.Metrics;
import java.util.Set;

/// What is counted of all streams, under istiod's names (`pilot/pkg/xds/monitoring.go`).
final class Counts implements Conversation.Watcher {
  private final Metrics metrics;
  private final Set<Conversation> streams;

  Counts(Metrics metrics, Set<Conversation> streams) {
    this.metrics = metrics;
    this.streams = streams;
    metrics.process().gauge("pilot_xds", streams::size);
  }

  @Override
  public void sent(ResourceType type, int bytes) {
    metrics.process().counter("pilot_xds_pushes", "type", type.shortName()).increment();
  }

  @Override
  public void refused(ResourceType type, String text) {
    metrics.process().counter("pilot_total_xds_rejects", "type", type.shortName()).increment();
  }

  @Override
  public void stale() {
    metrics.process().counter("pilot_xds_expired_nonce").increment();
  }

  @Override
  public void unknownType() {
    metrics.process().counter("limpet_xds_unknown_type").increment();
  }

  @Override
  public void mistaken(RuntimeException ours) {
    metrics.process().counter("pilot_total_xds_internal_errors").increment();
  }

  @Override
  public void ended(Conversation stream) {
    streams.remove(stream);
  }
}
