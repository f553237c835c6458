package io.limpet.cli;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.limpet.proxy.Wire;
import io.limpet.xds.resources.Resources;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Each endpoint of a cluster elsewhere as a server on this machine, at its address with 127 for
/// its first number and at a port of its own. It answers with what it was asked.
final class PodsOnLoopback implements AutoCloseable {
  private final Map<String, ServerSocket> servers = new TreeMap<>();
  private final Map<String, AtomicInteger> tries = new ConcurrentHashMap<>();

  /// The same resources with the pods' addresses here, and listeners on any free port.
  Resources here(Resources resources) {
    List<Message> all = new ArrayList<>();
    all.addAll(resources.clusters().values());
    all.addAll(resources.routes().values());
    resources.endpoints().values().forEach(each -> all.add(here(each)));
    resources.listeners().values().forEach(each -> all.add(here(each)));
    return Resources.of(1, all);
  }

  private static Listener here(Listener listener) {
    Listener.Builder here = listener.toBuilder();
    here.getAddressBuilder().getSocketAddressBuilder().setAddress("127.0.0.1").setPortValue(0);
    return here.build();
  }

  private ClusterLoadAssignment here(ClusterLoadAssignment group) {
    ClusterLoadAssignment.Builder here = group.toBuilder();
    for (LocalityLbEndpoints.Builder locality : here.getEndpointsBuilderList()) {
      for (LbEndpoint.Builder each : locality.getLbEndpointsBuilderList()) {
        SocketAddress.Builder address =
            each.getEndpointBuilder().getAddressBuilder().getSocketAddressBuilder();
        InetSocketAddress at = server(address.getAddress(), address.getPortValue());
        address.setAddress(at.getAddress().getHostAddress()).setPortValue(at.getPort());
      }
    }
    return here.build();
  }

  private InetSocketAddress server(String address, int port) {
    String local = "127" + address.substring(address.indexOf('.'));
    ServerSocket server = servers.computeIfAbsent(local + ":" + port, _ -> open(local));
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  private ServerSocket open(String local) {
    try {
      ServerSocket server = new ServerSocket(0, 512, InetAddress.ofLiteral(local));
      Thread.ofVirtual().start(() -> accept(server));
      return server;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void accept(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (Wire wire = new Wire(socket)) {
      while (true) {
        Wire.Message request = wire.request();
        String wanted = request.header("x-status");
        String id = request.header("x-try");
        if (id != null) {
          tries.computeIfAbsent(id, _ -> new AtomicInteger()).incrementAndGet();
        }
        String body = "%s|%s".formatted(address(socket), asked(request));
        wire.send(
            "HTTP/1.1 %s X\r\ncontent-length: %d\r\n\r\n%s"
                .formatted(wanted == null ? "200" : wanted, body.length(), body));
      }
    } catch (EOFException | SocketException gone) {
      // The proxy is done with the connection.
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private static String address(Socket socket) {
    return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  /// But for what is another for each request.
  private static String asked(Wire.Message request) {
    List<String> lines =
        request.lines().stream()
            .filter(each -> !each.toLowerCase(java.util.Locale.ROOT).matches(OF_ONE_REQUEST))
            .sorted()
            .toList();
    return request.first() + lines;
  }

  private static final String OF_ONE_REQUEST =
      "(x-request-id|x-try|cookie|x-envoy-expected-rq-timeout-ms):.*";

  /// How often a request of this id came.
  int tries(String id) {
    AtomicInteger count = tries.get(id);
    return count == null ? 0 : count.get();
  }

  /// Where the servers are, `ip:port`.
  List<String> addresses() {
    return servers.values().stream()
        .map(each -> (InetSocketAddress) each.getLocalSocketAddress())
        .map(each -> each.getAddress().getHostAddress() + ":" + each.getPort())
        .toList();
  }

  @Override
  public void close() {
    for (ServerSocket each : servers.values()) {
      try {
        each.close();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
