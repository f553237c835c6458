package io.limpet.admin;

import io.envoyproxy.envoy.admin.v3.ServerInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/// Port 15021: `/healthz/ready`, which a probe or a load balancer before us asks. As Istio's agent
/// answers it (pilot/cmd/pilot-agent/status/server.go): 200 once the proxy serves, else 503.
public final class HealthServer implements AutoCloseable {
  private final PageServer server;

  public HealthServer(InetSocketAddress address, Supplier<ServerInfo.State> state)
      throws IOException {
    Page ready =
        Page.reading("/healthz/ready", "200 once it serves, else 503", _ -> answer(state.get()));
    Page otherwise =
        Page.reading("", "", _ -> Answer.text(404, "only /healthz/ready is served here\n"));
    server = new PageServer(address, List.of(ready), otherwise);
  }

  public InetSocketAddress address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
  }

  private static Answer answer(ServerInfo.State state) {
    return state == ServerInfo.State.LIVE
        ? Answer.text("")
        : Answer.text(503, "not ready: " + state + "\n");
  }
}
