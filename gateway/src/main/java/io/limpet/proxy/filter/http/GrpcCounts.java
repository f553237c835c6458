package io.limpet.proxy.filter.http;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.plan.ClusterPlan;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Counts calls by their cluster, service, method and gRPC status (Envoy:
/// source/common/grpc/context_impl.cc).
///
/// Clients choose the names of methods, and endpoints those of statuses, so there are not more than
/// [#MOST_METHODS] and [Calls#MOST_STATUSES]; what is beyond is counted as such.
public final class GrpcCounts {
  private static final int MOST_METHODS = 2_000;

  private final Metrics metrics;
  private final LongAdder beyond;
  private final ConcurrentHashMap<String, Calls> ofClusters = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Calls> ofMethods = new ConcurrentHashMap<>();

  public GrpcCounts(Metrics metrics) {
    this.metrics = metrics;
    this.beyond = metrics.limpet().counter("limits_reached", "limit", "grpc_names");
  }

  /// Where a call of any method of the cluster that the request goes to is counted; null where
  /// there is no such cluster.
  @Nullable Calls of(Exchange exchange) {
    @Nullable ClusterPlan cluster = cluster(exchange);
    if (cluster == null) {
      return null;
    }
    Calls known = ofClusters.get(cluster.statName());
    return known != null
        ? known
        : ofClusters.computeIfAbsent(cluster.statName(), name -> new Calls(name, "grpc."));
  }

  /// Where a call of this method is counted, in a protocol as Envoy calls it; null where that is
  /// nowhere.
  @Nullable Calls of(Exchange exchange, String protocol, String method) {
    @Nullable ClusterPlan cluster = cluster(exchange);
    return cluster == null ? null : of(cluster.statName(), protocol, method);
  }

  @Nullable Calls of(String cluster, String protocol, String method) {
    String name = cluster + "." + protocol + "." + method;
    Calls known = ofMethods.get(name);
    if (known == null && ofMethods.size() < MOST_METHODS) {
      known =
          ofMethods.computeIfAbsent(name, _ -> new Calls(cluster, protocol + "." + method + "."));
    }
    if (known == null) {
      beyond.increment();
    }
    return known;
  }

  private static @Nullable ClusterPlan cluster(Exchange exchange) {
    return exchange.serving().plan().cluster(exchange.cluster());
  }

  /// `service.method` of `/service/method`; empty for a path that is no such.
  static String method(String path) {
    int query = path.indexOf('?');
    int end = query < 0 ? path.length() : query;
    int slash = path.indexOf('/', 1);
    boolean call = path.startsWith("/") && slash > 1 && slash < end - 1;
    return call && path.lastIndexOf('/', end - 1) == slash
        ? path.substring(1, slash) + "." + path.substring(slash + 1, end)
        : "";
  }

  /// The counts of one method, or of all of a cluster's. Each is made when there is something to
  /// count, as Envoy's are.
  final class Calls {
    private static final int MOST_STATUSES = 32;

    private final String cluster;
    private final String prefix;
    private final ConcurrentHashMap<String, LongAdder> known = new ConcurrentHashMap<>();

    private Calls(String cluster, String prefix) {
      this.cluster = cluster;
      this.prefix = prefix;
    }

    /// An answer's head or its trailers said so; null is not counted.
    void status(@Nullable String status) {
      if (status != null) {
        add(status, 1);
        add(status.equals("0") ? "success" : "failure", 1);
        add("total", 1);
      }
    }

    void requestMessages(int count) {
      add("request_message_count", count);
    }

    void responseMessages(int count) {
      add("response_message_count", count);
    }

    private void add(String name, int count) {
      LongAdder counter = known.get(name);
      if (counter == null && known.size() < MOST_STATUSES) {
        counter = known.computeIfAbsent(name, _ -> metrics.cluster(cluster).counter(prefix + name));
      }
      (counter == null ? beyond : counter).add(count);
    }
  }
}
