package io.limpet.sameness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A cluster that a seed makes, and requests for it: 1–200 endpoints with weights, health,
/// priorities, localities and keys of their own, and a way of balancing that leaves nothing, or
/// only where it begins, to chance.
final class RandomCluster {
  private static final int MOST_ENDPOINTS = 200;
  private static final List<String> HEALTH =
      List.of("UNKNOWN", "HEALTHY", "UNHEALTHY", "DRAINING", "TIMEOUT", "DEGRADED");
  private static final List<Integer> PRIMES = List.of(2, 7, 101, 1009, 5003, 65537);

  private final SplittableRandom random;
  private final String name;
  private final boolean hashed;
  private final List<String> sources = new ArrayList<>();
  private String told = "";

  RandomCluster(long seed, String name) {
    this.random = new SplittableRandom(seed);
    this.name = name;
    this.hashed = random.nextInt(10) > 0;
  }

  /// Whether each request's endpoint is certain; otherwise endpoints take turns.
  boolean hashed() {
    return hashed;
  }

  Map<String, Object> route() {
    Map<String, Object> action = new LinkedHashMap<>();
    action.put("cluster", name);
    action.put("timeout", "0s");
    if (hashed) {
      List<Object> policies = new ArrayList<>();
      int count = 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        policies.add(policy(i));
      }
      action.put("hash_policy", policies);
    }
    return Map.of("match", Map.of("path_separated_prefix", "/" + name), "route", action);
  }

  private Map<String, Object> policy(int number) {
    String source = List.of("header", "cookie", "query", "ip").get(random.nextInt(4));
    sources.add(source);
    Map<String, Object> policy = new LinkedHashMap<>();
    switch (source) {
      case "header" -> policy.put("header", Map.of("header_name", "x-key-" + number));
      case "cookie" -> policy.put("cookie", Map.of("name", "key" + number));
      case "query" -> policy.put("query_parameter", Map.of("name", "key" + number));
      default -> policy.put("connection_properties", Map.of("source_ip", true));
    }
    policy.put("terminal", random.nextBoolean());
    return policy;
  }

  Map<String, Object> cluster(Endpoints endpoints) {
    Map<String, Object> cluster = new LinkedHashMap<>();
    cluster.put("name", name);
    cluster.put("connect_timeout", "5s");
    Map<String, Object> common = new LinkedHashMap<>();
    if (hashed) {
      balancing(cluster, common);
      common.put("healthy_panic_threshold", Map.of("value", 25 * random.nextInt(5)));
    } else {
      cluster.put("lb_policy", "ROUND_ROBIN");
    }
    if (!common.isEmpty()) {
      cluster.put("common_lb_config", common);
    }
    Map<String, Object> assignment = assignment(endpoints, common);
    told = cluster + " with " + assignment;
    cluster.put("load_assignment", assignment);
    return cluster;
  }

  private void balancing(Map<String, Object> cluster, Map<String, Object> common) {
    if (random.nextBoolean()) {
      cluster.put("lb_policy", "RING_HASH");
      int minimum = 1 + random.nextInt(2048);
      cluster.put(
          "ring_hash_lb_config",
          Map.of(
              "minimum_ring_size",
              minimum,
              "maximum_ring_size",
              minimum + random.nextInt(4096),
              "hash_function",
              random.nextInt(3) == 0 ? "MURMUR_HASH_2" : "XX_HASH"));
    } else {
      cluster.put("lb_policy", "MAGLEV");
      int size = PRIMES.get(random.nextInt(PRIMES.size()));
      cluster.put("maglev_lb_config", Map.of("table_size", size));
    }
    if (random.nextInt(4) == 0) {
      int factor = 100 + random.nextInt(100);
      common.put("consistent_hashing_lb_config", Map.of("hash_balance_factor", factor));
    } else if (random.nextInt(4) == 0) {
      common.put("locality_weighted_lb_config", Map.of());
    }
  }

  private Map<String, Object> assignment(Endpoints endpoints, Map<String, Object> common) {
    int count = 1 + (int) (MOST_ENDPOINTS * Math.pow(random.nextDouble(), 2));
    boolean sick = hashed && random.nextBoolean();
    int priorities = hashed ? 1 + random.nextInt(3) : 1;
    boolean weighted = hashed && random.nextBoolean();
    int groups = hashed ? priorities * (1 + random.nextInt(3)) : 1;
    List<List<Object>> members = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      members.add(new ArrayList<>());
    }
    for (int i = 1; i <= count; i++) {
      members.get((i - 1) % groups).add(endpoint(i, sick, weighted, endpoints));
    }
    List<Object> localities = new ArrayList<>();
    for (int i = 0; i < Math.min(groups, count); i++) {
      Map<String, Object> locality = new LinkedHashMap<>();
      locality.put("locality", Map.of("zone", "zone-" + i));
      locality.put("priority", i % priorities);
      locality.put("lb_endpoints", members.get(i));
      if (common.containsKey("locality_weighted_lb_config")) {
        locality.put("load_balancing_weight", 1 + random.nextInt(9));
      }
      localities.add(locality);
    }
    Map<String, Object> assignment = new LinkedHashMap<>();
    assignment.put("cluster_name", name);
    assignment.put("endpoints", localities);
    if (random.nextInt(4) == 0) {
      assignment.put("policy", Map.of("overprovisioning_factor", 100 + random.nextInt(100)));
    }
    return assignment;
  }

  private Map<String, Object> endpoint(
      int number, boolean sick, boolean weighted, Endpoints endpoints) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", "e" + number);
    if (sick) {
      fields.put("health_status", HEALTH.get(random.nextInt(HEALTH.size())));
    }
    if (weighted) {
      fields.put("load_balancing_weight", 1 + random.nextInt(20));
    }
    if (random.nextInt(8) == 0) {
      fields.put(
          "metadata",
          Map.of("filter_metadata", Map.of("envoy.lb", Map.of("hash_key", "key-" + number))));
    }
    return Clusters.endpoint(fields, endpoints);
  }

  /// A request that has something for each source of a hash, in one or two values.
  String request() {
    StringBuilder path = new StringBuilder("/").append(name).append("?a=b");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < sources.size(); i++) {
      String value = Long.toHexString(random.nextLong() >>> random.nextInt(60));
      switch (sources.get(i)) {
        case "header" -> {
          lines.append("x-key-").append(i).append(": ").append(value).append("\r\n");
          if (random.nextInt(5) == 0) {
            lines.append("x-key-").append(i).append(": second\r\n");
          }
        }
        case "cookie" -> lines.append("cookie: o=p; key%d=%s\r\n".formatted(i, value));
        case "query" -> path.append("&key").append(i).append('=').append(value);
        default -> lines.append("x-forwarded-for: 10.0.%d.%d\r\n".formatted(b(), b()));
      }
    }
    return "GET "
        + path
        + " HTTP/1.1\r\nhost: example.com\r\nx-answer-body: .\r\n"
        + lines
        + "\r\n";
  }

  /// All of its message, as a failure tells it.
  @Override
  public String toString() {
    return told;
  }

  private int b() {
    return random.nextInt(256);
  }
}
