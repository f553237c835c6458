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
    metrics.istiod().gauge("pilot_xds", streams::size);
  }

  @Override
  public void sent(ResourceType type, int bytes) {
    metrics.istiod().counter("pilot_xds_pushes", "type", type.shortName()).increment();
    metrics.limpet().counter("xds_sent_bytes", "type", type.shortName()).add(bytes);
  }

  @Override
  public void refused(ResourceType type, String text) {
    metrics.istiod().counter("pilot_total_xds_rejects", "type", type.shortName()).increment();
    metrics.istiod().counter("pilot_xds_" + type.shortName() + "_reject").increment();
  }

  @Override
  public void stale() {
    metrics.istiod().counter("pilot_xds_expired_nonce").increment();
  }

  @Override
  public void unknownType() {
    metrics.limpet().counter("xds_unknown_type").increment();
  }

  @Override
  public void secretsKept() {
    metrics.limpet().counter("xds_secrets_kept").increment();
  }

  @Override
  public void mistaken(RuntimeException ours) {
    metrics.istiod().counter("pilot_total_xds_internal_errors").increment();
  }

  @Override
  public void ended(Conversation stream) {
    streams.remove(stream);
  }
}
