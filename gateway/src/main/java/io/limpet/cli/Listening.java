package io.limpet.cli;

import io.limpet.proxy.plan.FilterChainPlan;
import io.limpet.proxy.plan.FilterChainPlan.Http;
import io.limpet.proxy.plan.FilterChainPlan.Plain;
import io.limpet.proxy.plan.ListenerPlan;
import java.io.PrintWriter;
import java.util.List;

/// Says where a running Limpet can be reached.
final class Listening {
  private Listening() {}

  /// The addresses of all listeners, and the scheme of those that speak TLS; sorted.
  static List<String> of(Configuration configuration) {
    return configuration.plan().listeners().values().stream()
        .map(Listening::reached)
        .sorted()
        .toList();
  }

  private static String reached(ListenerPlan listener) {
    var address = listener.address();
    return address.getAddress().getHostAddress() + ":" + address.getPort() + scheme(listener);
  }

  /// How it is spoken to where that is not in plain text: by one of the chains at least.
  static String scheme(ListenerPlan listener) {
    List<FilterChainPlan> chains = listener.chains().all();
    if (chains.stream().anyMatch(each -> endsTls(each) && each.service() instanceof Http)) {
      return " (https)";
    }
    return chains.stream().anyMatch(each -> endsTls(each) || seesNames(each)) ? " (tls)" : "";
  }

  private static boolean endsTls(FilterChainPlan chain) {
    return !(chain.transport() instanceof Plain);
  }

  /// TLS that is passed through: names are seen in its first message.
  private static boolean seesNames(FilterChainPlan chain) {
    return !chain.match().serverNames().isEmpty();
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
