package io.limpet.proxy.plan;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A listening address and what is done with its connections. `name` is the Envoy listener's.
/// `quic` is null for TCP. `accessLogs` have a line for each connection that ends.
public record ListenerPlan(
    String name,
    InetSocketAddress address,
    @Nullable QuicPlan quic,
    Inspection inspection,
    Connections connections,
    List<AccessLogPlan> accessLogs,
    FilterChains chains) {
  public ListenerPlan {
    accessLogs = List.copyOf(accessLogs);
  }

  /// How many may be open, 0 for as many as come (the runtime's
  /// `envoy.resource_limits.listener.NAME.connection_limit`), and whether those of all listeners
  /// bound them too (`ignore_global_conn_limit`). `bypasses`: they and their requests are served
  /// whatever the overload manager says (`bypass_overload_manager`, which Istio's agent asks for on
  /// the ports of its health checks and numbers). `bufferBytes` may wait in each
  /// (`per_connection_buffer_limit_bytes`), 0 for what the proxy allows itself.
  public record Connections(long most, boolean ignoresGlobal, boolean bypasses, int bufferBytes) {
    public static final Connections ANY = new Connections(0, false, false, 0);
  }

  /// One that speaks HTTP with everybody, in plain text.
  public static ListenerPlan http(
      String name, InetSocketAddress address, HttpPlan http, RouteTable routes) {
    return new ListenerPlan(
        name,
        address,
        null,
        Inspection.NONE,
        Connections.ANY,
        List.of(),
        FilterChains.only(FilterChainPlan.any(new FilterChainPlan.Http(http, routes))));
  }
}
