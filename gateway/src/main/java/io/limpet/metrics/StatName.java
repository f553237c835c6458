package io.limpet.metrics;

import java.util.ArrayList;
import java.util.List;

/// A number's name, in its parts, so that no text has to be taken apart for Prometheus: Envoy does
/// that with regular expressions (source/common/config/well_known_names.cc), and cuts a cluster's
/// name at its first dot.
record StatName(Family family, String scope, String name, List<Label> labels) {
  StatName {
    labels = List.copyOf(labels);
  }

  /// What a number speaks of. `label` is Envoy's name for the tag that holds the scope.
  enum Family {
    CLUSTER("cluster", "envoy_cluster_name"),
    HTTP("http", "envoy_http_conn_manager_prefix"),
    LISTENER("listener", "envoy_listener_address"),
    PROCESS("", ""),
    ISTIOD("", ""),
    LIMPET("limpet", "");

    private final String prefix;
    private final String label;

    Family(String prefix, String label) {
      this.prefix = prefix;
      this.label = label;
    }
  }

  record Label(String name, String value) {}

  /// As `/stats` shows it.
  String text() {
    StringBuilder text = new StringBuilder();
    for (String part : List.of(family.prefix, scope, name)) {
      append(text, part);
    }
    labels.forEach(each -> append(text, each.value));
    return text.toString();
  }

  private static void append(StringBuilder text, String part) {
    if (!part.isEmpty()) {
      text.append(text.isEmpty() ? "" : ".").append(part);
    }
  }

  /// The name and labels under which Prometheus knows it.
  Series series() {
    List<Label> all = new ArrayList<>();
    String rest = withoutCall(withoutStatus(all), all);
    if (!family.label.isEmpty()) {
      all.add(new Label(family.label, withoutEnd(scope)));
    }
    all.addAll(labels);
    if (family == Family.ISTIOD) {
      return new Series(sanitized(name), all);
    }
    String prefix = family == Family.LIMPET ? "limpet_" : "envoy_";
    String middle = family.prefix.isEmpty() || family == Family.LIMPET ? "" : family.prefix + "_";
    return new Series(prefix + middle + sanitized(rest), all);
  }

  /// `upstream_rq_503` is `upstream_rq` of a code, `upstream_rq_5xx` is `upstream_rq_xx` of a
  /// class (well_known_names.cc: RESPONSE_CODE, RESPONSE_CODE_CLASS).
  private String withoutStatus(List<Label> found) {
    int end = name.length();
    int start = end - 4;
    if (start < 3 || !name.startsWith("_rq", start - 3) || name.charAt(start) != '_') {
      return name;
    }
    String last = name.substring(start + 1);
    if (last.chars().allMatch(StatName::isDigit)) {
      found.add(new Label("envoy_response_code", last));
      return name.substring(0, start);
    }
    if (isDigit(last.charAt(0)) && last.endsWith("xx")) {
      found.add(new Label("envoy_response_code_class", last.substring(0, 1)));
      return name.substring(0, start) + "_xx";
    }
    return name;
  }

  /// `grpc.SERVICE.METHOD.total` is `grpc.total` of a service and a method, each of them one word
  /// between dots (well_known_names.cc: GRPC_BRIDGE_SERVICE, GRPC_BRIDGE_METHOD).
  private static String withoutCall(String rest, List<Label> found) {
    String[] words = rest.split("\\.", 4);
    if (words.length < 4 || !(words[0].equals("grpc") || words[0].equals("grpc-web"))) {
      return rest;
    }
    found.add(new Label("envoy_grpc_bridge_method", words[2]));
    found.add(new Label("envoy_grpc_bridge_service", words[1]));
    return words[0] + "." + words[3];
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static String withoutEnd(String scope) {
    return scope.endsWith(";") ? scope.substring(0, scope.length() - 1) : scope;
  }

  private static String sanitized(String name) {
    StringBuilder clean = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean kept = isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      clean.append(kept ? c : '_');
    }
    return clean.toString();
  }

  /// A Prometheus series.
  record Series(String metric, List<Label> labels) {}
}
