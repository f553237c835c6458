package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import io.limpet.model.istio.L4Route.Share;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads entries of `tls` and `tcp`, as Istio's webhook takes them (`validateTLSRoute` and
/// `validateTCPRoute` in its `pkg/config/validation`).
final class L4RouteReader {
  private static final int MOST_PORT = 65535;

  private L4RouteReader() {}

  /// `hosts` are those of the VirtualService.
  static L4Route tls(Fields route, List<String> hosts) {
    List<L4Match> matches = route.allItems("match", match -> tlsMatch(match, hosts));
    if (!route.has("match")) {
      route.refuse("match", "missing-field", "is missing; write the sniHosts that it is for");
    } else if (matches.isEmpty() && route.sound()) {
      route.refuse("match", Webhook.CODE, "is empty; write the sniHosts that it is for");
    }
    return new L4Route(matches, shares(route));
  }

  static L4Route tcp(Fields route) {
    return new L4Route(route.allItems("match", L4RouteReader::tcpMatch), shares(route));
  }

  private static L4Match tlsMatch(Fields match, List<String> hosts) {
    match.strict();
    List<String> names = match.texts("sniHosts");
    for (String name : names) {
      if (hosts.stream().noneMatch(host -> covers(host, name))) {
        Webhook.refuses(
            match,
            "sniHosts",
            "\"" + name + "\" is none of spec.hosts " + hosts + "; add it there or correct it");
      }
    }
    if (!match.has("sniHosts")) {
      match.refuse("sniHosts", "missing-field", "is missing; write the names, or \"*\" for all");
    } else if (names.isEmpty() && match.sound()) {
      Webhook.refuses(
          match, "sniHosts", "is empty, so that every name is meant; write the names, or \"*\"");
    }
    return match(match, names);
  }

  private static boolean covers(String host, String name) {
    return host.startsWith("*") ? name.endsWith(host.substring(1)) : host.equals(name);
  }

  private static L4Match tcpMatch(Fields match) {
    match.strict();
    match.notCarriedOut("sourceSubnet");
    return match(match, List.of());
  }

  /// istiod looks at none of these three for a gateway, which is one for all callers.
  private static L4Match match(Fields match, List<String> names) {
    for (String key : List.of("destinationSubnets", "sourceLabels", "sourceNamespace")) {
      if (match.has(key)) {
        match.warn(key, "no-effect", "has no effect at a gateway; remove it");
      }
    }
    return new L4Match(
        names,
        match.texts("destinationSubnets"),
        (int) LooseNumbers.read(match, "port", 1, MOST_PORT),
        Labels.selector(match, "sourceLabels"),
        match.texts("gateways"),
        match.text("sourceNamespace"));
  }

  private static List<Share> shares(Fields route) {
    List<Share> shares = route.allItems("route", L4RouteReader::share);
    if (shares.isEmpty() && route.sound()) {
      route.refuse("route", Webhook.CODE, "is missing; write where the connections go");
    }
    if (shares.size() > 1
        && route.sound()
        && shares.stream().allMatch(each -> each.weight() == 0)) {
      route.refuse("route", Webhook.CODE, "gives no destination any weight; write weights above 0");
    }
    return shares;
  }

  private static @Nullable Share share(Fields share) {
    Destination destination = share.requiredPart("destination", RouteActionReader::destination);
    long weight = LooseNumbers.read(share, "weight", 0, Integer.MAX_VALUE);
    return destination == null ? null : new Share(destination, (int) Math.max(0, weight));
  }
}
