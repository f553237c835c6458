package io.limpet.world.pods;

import io.limpet.world.pods.Addresses.Address;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes the program that a pod's order asks for: a new one for each start.
final class Programs {
  private Programs() {}

  static Program of(PodOrder order, Address address, PodTimings timings, PodLog log) {
    return switch (order.runs()) {
      case PodOrder.Hello(String version) -> {
        PodServer server = server(new HelloApplication(version, order.name()), order, address);
        yield new BuiltInProgram(server, timings, () -> {});
      }
      case PodOrder.Sticky() -> {
        var sticky = new StickyApplication(order.name(), timings.stickyDelay());
        yield new BuiltInProgram(server(sticky, order, address), timings, sticky::stop);
      }
      case PodOrder.Command(String text) ->
          new CommandProgram(text, environment(order, address), timings.notice(), log);
      case PodOrder.UnknownImage(String image) ->
          throw new IllegalStateException("nothing runs for the image " + image);
    };
  }

  private static PodServer server(Application application, PodOrder order, Address address) {
    List<InetSocketAddress> addresses =
        order.ports().stream()
            .map(port -> PodServer.address(address.ip(), address.ports().getOrDefault(port, port)))
            .distinct()
            .toList();
    return new PodServer(application, addresses);
  }

  private static Map<String, String> environment(PodOrder order, Address address) {
    Map<String, String> environment = new HashMap<>(order.environment());
    environment.put("HOST", address.ip());
    if (!order.ports().isEmpty()) {
      int port = order.ports().getFirst();
      environment.put("PORT", Integer.toString(address.ports().getOrDefault(port, port)));
    }
    environment.put("POD_NAME", order.name());
    environment.put("POD_NAMESPACE", order.namespace());
    environment.put("POD_IP", address.ip());
    return environment;
  }
}
