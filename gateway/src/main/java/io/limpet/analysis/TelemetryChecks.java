package io.limpet.analysis;

import io.limpet.model.istio.Telemetry;
import java.util.List;

/// Telemetries that name what nothing can be told to.
final class TelemetryChecks {
  private TelemetryChecks() {}

  static void check(Telemetry telemetry, Known known, Findings findings) {
    for (int i = 0; i < telemetry.tracing().size(); i++) {
      check(telemetry.tracing().get(i).providers(), "tracing[" + i + "]", known, findings);
    }
    for (int i = 0; i < telemetry.accessLogging().size(); i++) {
      check(
          telemetry.accessLogging().get(i).providers(),
          "accessLogging[" + i + "]",
          known,
          findings);
    }
  }

  private static void check(List<String> providers, String field, Known known, Findings findings) {
    for (String name : providers) {
      known
          .providers()
          .wrong(name)
          .ifPresent(
              why ->
                  findings.warning(
                      "spec." + field + ".providers",
                      "unknown-provider",
                      "names " + name + ", which " + why + "; nothing is told there"));
    }
  }
}
