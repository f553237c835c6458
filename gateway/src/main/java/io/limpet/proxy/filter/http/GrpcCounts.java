package io.limpet.proxy.filter.http;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.plan.ClusterPlan;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Counts calls by their cluster, service, method and gRPC status (Envoy:
/// source/common/grpc/context_impl.cc). Clients choose the names, so there are not more than
/// [#MOST_NAMES]; calls beyond are counted as such.
public final class GrpcCounts {
  private static final int MOST_NAMES = 10_000;

  private final Metrics metrics;
  private final LongAdder beyond;
  private final ConcurrentHashMap<String, LongAdder> known = new ConcurrentHashMap<>();

  public GrpcCounts(Metrics metrics) {
    this.metrics = metrics;
    this.beyond = metrics.limpet().counter("limits_reached", "limit", "grpc_names");
  }

  /// `protocol` as Envoy calls it; `path` the request's; a status of null is not counted.
  void ended(Exchange exchange, String protocol, String path, @Nullable String status) {
    @Nullable ClusterPlan cluster = exchange.serving().plan().cluster(exchange.cluster());
    String method = method(path);
    if (status == null || cluster == null || method.isEmpty()) {
      return;
    }
    String of = protocol + "." + method + ".";
    increment(cluster.statName(), of + status);
    increment(cluster.statName(), of + (status.equals("0") ? "success" : "failure"));
    increment(cluster.statName(), of + "total");
  }

  private void increment(String cluster, String name) {
    String whole = cluster + "." + name;
    LongAdder counter = known.get(whole);
    if (counter == null && known.size() < MOST_NAMES) {
      counter = known.computeIfAbsent(whole, _ -> metrics.cluster(cluster).counter(name));
    }
    (counter == null ? beyond : counter).increment();
  }

  /// `service.method` of `/service/method`; empty for a path that is no such.
  private static String method(String path) {
    int query = path.indexOf('?');
    String[] parts = (query < 0 ? path : path.substring(0, query)).split("/", -1);
    boolean call = parts.length == 3 && parts[0].isEmpty();
    return call && !parts[1].isEmpty() && !parts[2].isEmpty() ? parts[1] + "." + parts[2] : "";
  }
}
