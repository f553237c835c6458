package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.ServiceEntry.Endpoint;
import io.limpet.model.istio.ServiceEntry.Port;
import io.limpet.model.istio.ServiceEntry.Resolution;
import java.util.HashSet;
import java.util.Set;

/// What Istio's schema and its webhook refuse of a ServiceEntry as a whole (`ValidateServiceEntry`
/// in its `pkg/config/validation`). The rest of such an entry is sound and served.
final class ServiceEntryRules {
  private static final Set<String> PROTOCOLS =
      Set.of(
          "tcp",
          "udp",
          "http",
          "http_proxy",
          "http2",
          "https",
          "grpc",
          "grpc-web",
          "tls",
          "mongo",
          "redis",
          "mysql",
          "hbone");

  /// Protocols in which a proxy can read for whom something is.
  private static final Set<String> TELL_HOSTS =
      Set.of("HTTP", "HTTP_PROXY", "HTTP2", "GRPC", "GRPC-WEB", "TLS");

  private ServiceEntryRules() {}

  static void check(ServiceEntry entry, Fields spec) {
    ports(entry, spec);
    if (!entry.workloadSelector().isEmpty() && !entry.endpoints().isEmpty()) {
      spec.report(
          "workloadSelector",
          "one-of",
          "cannot stand beside endpoints; list the endpoints, or select them");
    }
    for (String host : entry.hosts()) {
      if (host.equals("*")) {
        spec.report("hosts", "bad-host", "cannot be *; write the names of the service");
      }
    }
    switch (entry.resolution()) {
      case NONE -> none(entry, spec);
      case STATIC -> fixed(entry, spec);
      case DNS, DNS_ROUND_ROBIN -> dns(entry, spec);
      case DYNAMIC_DNS -> dynamic(entry, spec);
    }
  }

  private static void ports(ServiceEntry entry, Fields spec) {
    Set<String> names = new HashSet<>();
    Set<Integer> numbers = new HashSet<>();
    for (Port port : entry.ports()) {
      if (!names.add(port.name())) {
        Webhook.refuses(spec, "ports", "has the name " + port.name() + " twice; rename one");
      }
      if (!numbers.add(port.number())) {
        spec.report(
            "ports", "duplicate-port", "has the number " + port.number() + " twice; remove one");
      }
      String protocol = port.protocol().toLowerCase(java.util.Locale.ROOT);
      if (!protocol.isEmpty() && !PROTOCOLS.contains(protocol)) {
        Webhook.refuses(
            spec,
            "ports",
            "has the protocol "
                + port.protocol()
                + ", which Istio does not know; write HTTP, HTTP2, GRPC, HTTPS, TLS or TCP");
      }
    }
  }

  private static void none(ServiceEntry entry, Fields spec) {
    if (!entry.endpoints().isEmpty()) {
      spec.report(
          "endpoints",
          "no-effect",
          "cannot stand beside resolution NONE; write resolution: STATIC, or remove them");
    }
  }

  private static void fixed(ServiceEntry entry, Fields spec) {
    for (Endpoint endpoint : entry.endpoints()) {
      if (!endpoint.address().isEmpty() && !WorkloadEntryReader.isAddress(endpoint.address())) {
        Webhook.refuses(
            spec,
            "endpoints",
            "\""
                + endpoint.address()
                + "\" is no address, which resolution STATIC needs; write one such as 10.0.0.7, or"
                + " resolution: DNS");
      }
    }
  }

  private static void dns(ServiceEntry entry, Fields spec) {
    boolean own = entry.endpoints().isEmpty() && entry.workloadSelector().isEmpty();
    if (own && entry.hosts().stream().anyMatch(host -> host.startsWith("*"))) {
      Webhook.refuses(
          spec,
          "hosts",
          "has a wildcard, which no name server resolves; write the whole name, or endpoints");
    }
    if (entry.resolution() == Resolution.DNS_ROUND_ROBIN && entry.endpoints().size() > 1) {
      spec.report(
          "endpoints",
          "too-many",
          "may have one item beside resolution DNS_ROUND_ROBIN; write resolution: DNS for several");
    }
    for (Endpoint endpoint : entry.endpoints()) {
      if (endpoint.address().startsWith("unix://")) {
        Webhook.refuses(
            spec, "endpoints", "a Unix socket cannot be resolved by DNS; write resolution: STATIC");
      }
    }
  }

  private static void dynamic(ServiceEntry entry, Fields spec) {
    if (!entry.endpoints().isEmpty() || !entry.workloadSelector().isEmpty()) {
      spec.report(
          "resolution",
          "one-of",
          "DYNAMIC_DNS resolves the host of each request, so there can be no endpoints; remove"
              + " them");
    }
    for (Port port : entry.ports()) {
      if (!TELL_HOSTS.contains(port.protocol().toUpperCase(java.util.Locale.ROOT))) {
        spec.warn(
            "ports",
            "no-cluster",
            "DYNAMIC_DNS is for HTTP, HTTP2, GRPC and TLS, which tell the host, so the port "
                + port.number()
                + " has no cluster; write one of these");
      }
    }
  }
}
