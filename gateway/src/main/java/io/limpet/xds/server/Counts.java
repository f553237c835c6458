package io.limpet.xds.server;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.Status;
import io.limpet.metrics.Histogram;
import io.limpet.metrics.Metrics;
import io.limpet.xds.server.Request.Answer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// What is counted of all streams, under istiod's names and in its buckets (`pilot/pkg/xds` and
/// `pkg/xds`, `monitoring.go`).
final class Counts implements Watcher {
  private static final double[] SECONDS = {.01, .1, 1, 3, 5, 10, 20, 30};
  private static final double[] LONG_SECONDS = {.1, .5, 1, 3, 5, 10, 20, 30};
  private static final double[] BYTES = {1, 10_000, 1_000_000, 4_000_000, 10_000_000, 40_000_000};

  /// Gateways name themselves, so there is a limit to the names that are kept as labels.
  private static final int MOST_LABELS = 1000;

  private static final String OTHERS = "others";

  private final Metrics metrics;
  private final Set<Conversation> streams;
  private final Set<String> labels = ConcurrentHashMap.newKeySet();
  private final AtomicLong largest = new AtomicLong();
  private final Map<ResourceType, Histogram> pushes = new EnumMap<>(ResourceType.class);
  private final Map<ResourceType, Histogram> sizes = new EnumMap<>(ResourceType.class);
  private final Histogram sending;
  private final Histogram queued;
  private final Histogram converged;

  Counts(Metrics metrics, Set<Conversation> streams) {
    this.metrics = metrics;
    this.streams = streams;
    Metrics.Scope istiod = metrics.istiod();
    for (ResourceType type : ResourceType.values()) {
      pushes.put(
          type, istiod.histogram("pilot_xds_push_time", Map.of("type", type.shortName()), SECONDS));
      sizes.put(
          type, istiod.histogram("pilot_xds_config_size_bytes", Map.of("type", type.url()), BYTES));
    }
    sending = istiod.histogram("pilot_xds_send_time", Map.of(), SECONDS);
    queued = istiod.histogram("pilot_proxy_queue_time", Map.of(), LONG_SECONDS);
    converged = istiod.histogram("pilot_proxy_convergence_time", Map.of(), LONG_SECONDS);
    istiod.gauge("pilot_xds_recv_max", largest::get);
    metrics.limpet().gauge("xds_streams", streams::size);
  }

  @Override
  public void introduced(Node node) {
    ofVersion(node).increment();
  }

  private LongAdder ofVersion(Node node) {
    String version = label(NodeNames.metadata(node, "ISTIO_VERSION"));
    return metrics.istiod().gauge("pilot_xds", Map.of("version", version));
  }

  private String label(String text) {
    return labels.contains(text) || (labels.size() < MOST_LABELS && labels.add(text))
        ? text
        : OTHERS;
  }

  @Override
  public void received(int bytes) {
    largest.accumulateAndGet(bytes, Math::max);
  }

  @Override
  public void sent(ResourceType type, int bytes, long makingNanos, long sendingNanos) {
    metrics.istiod().counter("pilot_xds_pushes", "type", type.shortName()).increment();
    metrics.limpet().counter("xds_sent_bytes", "type", type.shortName()).add(bytes);
    Objects.requireNonNull(pushes.get(type)).recordNanos(makingNanos + sendingNanos);
    Objects.requireNonNull(sizes.get(type)).record(bytes);
    sending.recordNanos(sendingNanos);
  }

  @Override
  public void refused(ResourceType type, Node node, Answer answer) {
    metrics.istiod().counter("pilot_total_xds_rejects", "type", type.shortName()).increment();
    String name = "pilot_xds_" + type.shortName() + "_reject";
    String error = inGo(Status.fromCodeValue(answer.code()).getCode());
    metrics
        .istiod()
        .gauge(name, Map.of("node", label(NodeNames.proxy(node)), "err", error))
        .increment();
  }

  /// `INVALID_ARGUMENT` is `InvalidArgument` in istiod's labels.
  private static String inGo(Status.Code code) {
    return Arrays.stream(code.name().split("_", -1))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
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
  public void queued(long nanos) {
    queued.recordNanos(nanos);
  }

  @Override
  public void converged(long nanos) {
    converged.recordNanos(nanos);
  }

  @Override
  public void mistaken(RuntimeException ours) {
    metrics.istiod().counter("pilot_total_xds_internal_errors").increment();
  }

  @Override
  public void left(Node node) {
    ofVersion(node).decrement();
  }

  @Override
  public void ended(Conversation stream) {
    streams.remove(stream);
  }
}
