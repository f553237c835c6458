package io.limpet.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Finds out before anything is started whether a port is to be had.
final class FreePorts {
  private FreePorts() {}

  /// Gives the same ports, with one that is free for each that may be any (0).
  static InstancePorts require(InstancePorts own) throws StartException {
    return new InstancePorts(
        require(own.admin(), "--admin-port"),
        require(own.status(), "--status-port"),
        require(own.api(), "--api-port"));
  }

  /// Gives the port, or one that is free where it may be any (0).
  static int require(int port, String flag) throws StartException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return probe.getLocalPort();
    } catch (IOException taken) {
      throw new StartException(
          "port %d is in use (%s): stop the program that listens there, perhaps another Limpet,"
                  .formatted(port, taken.getMessage())
              + " or choose another with "
              + flag);
    }
  }
}
