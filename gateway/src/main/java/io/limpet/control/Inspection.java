package io.limpet.control;

import io.limpet.control.ControlPlane.Reports;
import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.xds.server.Withheld;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/// Reports what looks wrong to any kind of gateways: first to that of the flags, and of the others
/// what is not the same there. Configuration thread only.
final class Inspection {
  private final GatewayKinds kinds;
  private final Reports reports;
  private Set<String> places = Set.of(); // of the kinds beside the usual one, told last

  Inspection(GatewayKinds kinds, Reports reports) {
    this.kinds = kinds;
    this.reports = reports;
  }

  /// What all kinds are told; false where it was broken off, for something else is to be done.
  boolean run(BooleanSupplier busy) {
    List<Problem> usual = kinds.usual().findings();
    reports.problems("analysis", usual);
    reports.problems("translation", withheld(kinds.usual(), ""));
    Set<Problem> known = new HashSet<>(usual);
    Set<String> told = new TreeSet<>();
    for (GatewayKind each : kinds.others()) {
      if (busy.getAsBoolean()) {
        return false;
      }
      told.add(inspect(each, known));
    }
    places.stream()
        .filter(place -> !told.contains(place))
        .forEach(place -> reports.problems(place, List.of()));
    places = told;
    return true;
  }

  private String inspect(GatewayKind kind, Set<Problem> known) {
    String place = "gateways " + kind.name();
    List<Problem> own = new ArrayList<>();
    for (Problem each : kind.findings()) {
      if (!known.contains(each)) {
        own.add(each.with("so it is for the gateways " + kind.name()));
      }
    }
    own.addAll(withheld(kind, " for the gateways " + kind.name()));
    reports.problems(place, own);
    return place;
  }

  private static List<Problem> withheld(GatewayKind kind, String whose) {
    return kind.feed().withheld().stream().map(each -> problem(each, whose)).toList();
  }

  private static Problem problem(Withheld withheld, String whose) {
    return new Problem(
        Severity.ERROR,
        new Origin("xds", 0),
        withheld.type().word() + " " + withheld.name() + whose,
        withheld.path(),
        "refused-by-envoy",
        withheld.text()
            + (withheld.served()
                ? "; its last good version keeps serving"
                : "; it is left out, as Envoy would refuse it"));
  }
}
