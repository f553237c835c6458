package io.limpet.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How far one gateway is, as a control plane's `/debug/syncz` says it (`pilot/pkg/xds/debug.go`):
/// by type URL since istiod 1.27, and before that for five types, each with a field of its own.
record ProxySync(Branch said) {
  private static final String PREFIX = "type.googleapis.com/envoy.";

  /// Type URL → what istioctl calls it, in the order in which it lists them.
  private static final Map<String, String> NAMES = names();

  /// What the fields of an older istiod begin with.
  private static final Map<String, String> FIELDS =
      Map.of(
          "CDS",
          "cluster",
          "LDS",
          "listener",
          "EDS",
          "endpoint",
          "RDS",
          "route",
          "ECDS",
          "extensionconfig");

  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put(PREFIX + "config.cluster.v3.Cluster", "CDS");
    names.put(PREFIX + "config.listener.v3.Listener", "LDS");
    names.put(PREFIX + "config.endpoint.v3.ClusterLoadAssignment", "EDS");
    names.put(PREFIX + "config.route.v3.RouteConfiguration", "RDS");
    names.put(PREFIX + "config.core.v3.TypedExtensionConfig", "ECDS");
    names.put(PREFIX + "extensions.transport_sockets.tls.v3.Secret", "SDS");
    return names;
  }

  String name() {
    return said.text("proxy");
  }

  String cluster() {
    return said.text("cluster_id");
  }

  /// Of Istio; or of the Envoy, marked as istioctl marks it.
  String version() {
    String istio = said.text("istio_version");
    return istio.isEmpty() ? said.text("proxy_version") + "*" : istio;
  }

  private boolean hasResources() {
    return said.at("resources").exists();
  }

  /// The type URLs that it has asked for, in istioctl's order.
  List<String> types() {
    if (!hasResources()) {
      return NAMES.keySet().stream().filter(this::isSent).toList();
    }
    Set<String> all = new LinkedHashSet<>(NAMES.keySet());
    all.addAll(said.keys("resources"));
    return all.stream().filter(url -> said.at("resources", url).exists()).toList();
  }

  private boolean isSent(String url) {
    return !said.text(FIELDS.getOrDefault(nameOf(url), "") + "_sent").isEmpty();
  }

  static String nameOf(String url) {
    return NAMES.getOrDefault(url, url.substring(url.lastIndexOf('.') + 1));
  }

  /// What istioctl shows of one type.
  String state(String url) {
    if (!hasResources()) {
      String field = FIELDS.get(nameOf(url));
      return field == null
          ? "IGNORED"
          : state(said.text(field + "_sent"), said.text(field + "_acked"));
    }
    Branch type = said.at("resources", url);
    if (!type.exists()) {
      return "IGNORED";
    }
    String state =
        type.text("lastError").isEmpty() ? state(type.text("sent"), type.text("acked")) : "ERROR";
    return type.text("sent").isEmpty() ? state : state + age(type.text("sentTime"));
  }

  private static String state(String sent, String acked) {
    if (sent.isEmpty()) {
      return "NOT SENT";
    }
    return sent.equals(acked) ? "SYNCED" : "STALE";
  }

  private static String age(String time) {
    try {
      Instant then = Instant.parse(time);
      return then.isAfter(Instant.EPOCH)
          ? " (" + text(Duration.between(then, Instant.now())) + ")"
          : "";
    } catch (DateTimeException none) {
      return "";
    }
  }

  /// As Go's durations, to the second.
  private static String text(Duration age) {
    if (age.toHours() > 0) {
      return "%dh%dm%ds".formatted(age.toHours(), age.toMinutesPart(), age.toSecondsPart());
    }
    return age.toMinutes() > 0
        ? "%dm%ds".formatted(age.toMinutes(), age.toSecondsPart())
        : age.toSeconds() + "s";
  }
}
