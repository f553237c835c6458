package io.limpet.analysis;

import io.limpet.mesh.Snapshot;
import io.limpet.mesh.building.gateways.GatewayReferences;
import io.limpet.model.istio.HttpMatch;
import io.limpet.model.istio.RoutingClaim;
import io.limpet.model.istio.StringMatch;
import io.limpet.model.istio.VirtualService;
import io.limpet.model.tree.Path;
import java.util.Map;

/// Routes by the claims of tokens where nobody looks at tokens: istioctl's IST0149.
final class ClaimChecks {
  private final Findings findings;
  private boolean told;

  private ClaimChecks(Findings findings) {
    this.findings = findings;
  }

  static void check(VirtualService service, Known known, Snapshot snapshot, Findings findings) {
    boolean served = GatewayReferences.bound(service).stream().anyMatch(known::isServed);
    boolean verified =
        snapshot.listeners().values().stream().anyMatch(each -> !each.security().jwt().isEmpty());
    if (served && !verified) {
      new ClaimChecks(findings).check(service);
    }
  }

  private void check(VirtualService service) {
    for (int i = 0; i < service.http().size(); i++) {
      for (int j = 0; j < service.http().get(i).matches().size(); j++) {
        HttpMatch match = service.http().get(i).matches().get(j);
        String place = Path.item(Path.item("spec.http", i) + ".match", j);
        check(match.headers(), place + ".headers");
        check(match.withoutHeaders(), place + ".withoutHeaders");
      }
    }
  }

  /// Once for the whole VirtualService, as istioctl does.
  private void check(Map<String, StringMatch> headers, String place) {
    for (String name : headers.keySet()) {
      if (!told && RoutingClaim.parse(name).isPresent()) {
        told = true;
        findings.error(
            Path.entry(place, name),
            "no-request-authentication",
            "is a claim of a token, and no RequestAuthentication has this gateway look at tokens,"
                + " so nobody has any claim (IST0149); write one for the gateway, with jwtRules");
      }
    }
  }
}
