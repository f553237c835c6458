package io.limpet.cli;

import io.limpet.proxy.plan.ListenerPlan;
import java.io.PrintWriter;
import java.util.stream.Collectors;

/// Says where a running Limpet can be reached.
final class Listening {
  private Listening() {}

  static void tell(Configuration configuration, InstancePorts ports, PrintWriter out) {
    String listeners =
        configuration.plan().listeners().values().stream()
            .map(ListenerPlan::address)
            .map(address -> address.getAddress().getHostAddress() + ":" + address.getPort())
            .sorted()
            .collect(Collectors.joining(", "));
    out.println(
        listeners.isEmpty()
            ? "limpet: no listener yet: no Gateway selects this gateway (see --proxy-labels)"
            : "limpet: listening on " + listeners);
    out.println(
        "limpet: admin http://127.0.0.1:%d, Kubernetes API http://127.0.0.1:%d, :%d/healthz/ready"
            .formatted(ports.admin(), ports.api(), ports.status()));
    out.flush();
  }
}
