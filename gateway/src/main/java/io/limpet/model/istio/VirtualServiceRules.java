package io.limpet.model.istio;

import io.limpet.model.fields.Addresses;
import io.limpet.model.fields.DomainNames;
import io.limpet.model.fields.Fields;
import java.util.List;

/// What Istio's webhook refuses of a whole VirtualService (`ValidateVirtualService` in its
/// `pkg/config/validation`). All of it is read all the same.
final class VirtualServiceRules {
  private static final String MESH = "mesh";

  private final Fields spec;

  private VirtualServiceRules(Fields spec) {
    this.spec = spec;
  }

  static void check(Fields spec, VirtualService service) {
    VirtualServiceRules rules = new VirtualServiceRules(spec);
    if (service.isDelegate()) {
      rules.checkDelegate();
    }
    boolean mesh = service.gateways().isEmpty() || service.gateways().contains(MESH);
    GatewayNames.check(spec, service.gateways());
    rules.checkHosts(service.hosts(), mesh);
    if (mesh) {
      rules.checkClaims(service);
    }
    if (!spec.has("http") && !spec.has("tls") && !spec.has("tcp")) {
      Webhook.refuses(spec, "http", "is missing, and so are tls and tcp; write routes");
    }
    rules.checkExportTo(service);
  }

  private void checkDelegate() {
    for (String key : List.of("gateways", "tls", "tcp")) {
      if (spec.has(key)) {
        Webhook.refuses(
            spec,
            key,
            "has no effect without hosts, as others delegate to this one's http; remove it");
      }
    }
  }

  private void checkHosts(List<String> hosts, boolean mesh) {
    boolean valid = true;
    for (String host : hosts) {
      if (!DomainNames.isWildcardOrFull(host) && !Addresses.valid(host)) {
        Webhook.refuses(spec, "hosts", "\"" + host + "\" is no name of a host; correct it");
        valid = false;
      } else if (mesh && host.equals("*")) {
        Webhook.refuses(spec, "hosts", "may be * for gateways only, not for sidecars; name them");
        valid = false;
      }
    }
    if (valid) {
      checkOverlaps(hosts);
    }
  }

  private void checkOverlaps(List<String> hosts) {
    for (int i = 0; i < hosts.size(); i++) {
      for (String later : hosts.subList(i + 1, hosts.size())) {
        if (covers(hosts.get(i), later) || covers(later, hosts.get(i))) {
          Webhook.refuses(
              spec,
              "hosts",
              hosts.get(i) + " and " + later + " overlap, and a cluster refuses that; keep one");
        }
      }
    }
  }

  private static boolean covers(String wide, String host) {
    if (!wide.startsWith("*")) {
      return wide.equals(host);
    }
    String inner = host.startsWith("*") ? host.substring(1) : host;
    return inner.endsWith(wide.substring(1));
  }

  private void checkClaims(VirtualService service) {
    for (HttpRoute route : service.http()) {
      for (HttpMatch match : route.matches()) {
        List.of(match.headers(), match.withoutHeaders())
            .forEach(headers -> headers.keySet().forEach(this::checkClaim));
      }
    }
  }

  private void checkClaim(String header) {
    if (RoutingClaim.parse(header).isPresent()) {
      Webhook.refuses(
          spec,
          "gateways",
          "must name Gateways only, as " + header + " is known to gateways, not to sidecars");
    }
  }

  private void checkExportTo(VirtualService service) {
    ExportToRules.check(spec, service.exportTo());
    String own = service.metadata().namespace();
    if (service.exportTo().contains("~")) {
      Webhook.refuses(spec, "exportTo", "cannot be ~, which is for ServiceEntries only");
    }
    if (service.exportTo().contains(".") && service.exportTo().contains(own)) {
      Webhook.refuses(spec, "exportTo", "has . and " + own + ", which is the same");
    }
  }
}
