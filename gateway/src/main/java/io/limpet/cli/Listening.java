package io.limpet.cli;

import io.limpet.proxy.plan.ListenerPlan;
import java.io.PrintWriter;
import java.util.List;

/// Says where a running Limpet can be reached.
final class Listening {
  private Listening() {}

  /// The addresses of all listeners, sorted.
  static List<String> of(Configuration configuration) {
    return configuration.plan().listeners().values().stream()
        .map(ListenerPlan::address)
        .map(address -> address.getAddress().getHostAddress() + ":" + address.getPort())
        .sorted()
        .toList();
  }

  static void tell(List<String> listeners, InstancePorts ports, PrintWriter out) {
    out.println(
        listeners.isEmpty()
            ? "limpet: no listener yet: no Gateway selects this gateway (see --proxy-labels)"
            : "limpet: listening on " + String.join(", ", listeners));
    out.println(
        "limpet: admin http://127.0.0.1:%d, Kubernetes API http://127.0.0.1:%d, :%d/healthz/ready"
            .formatted(ports.admin(), ports.api(), ports.status()));
    out.flush();
  }
}
