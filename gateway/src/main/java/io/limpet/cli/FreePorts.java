package io.limpet.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Finds out before anything is started whether a port is to be had.
final class FreePorts {
  private FreePorts() {}

  /// The same ports, with one that is free now for each that may be any (0).
  static InstancePorts chosen(InstancePorts own) throws StartException {
    try {
      return new InstancePorts(free(own.admin()), free(own.status()), free(own.api()));
    } catch (IOException none) {
      throw new StartException("no port is free: " + none.getMessage());
    }
  }

  private static int free(int port) throws IOException {
    if (port != 0) {
      return port;
    }
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  static void require(InstancePorts own) throws StartException {
    require(own.admin(), "--admin-port");
    require(own.status(), "--status-port");
    require(own.api(), "--api-port");
  }

  static void require(int port, String flag) throws StartException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException taken) {
      throw new StartException(
          "port %d is in use (%s): stop the program that listens there, perhaps another Limpet,"
                  .formatted(port, taken.getMessage())
              + " or choose another with "
              + flag);
    }
  }
}
