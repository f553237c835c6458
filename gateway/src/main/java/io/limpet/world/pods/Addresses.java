package io.limpet.world.pods;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gives each pod an address of its own in 127/8, from 127.64.0.1 upwards, and none twice: a token
/// of a session must never name another pod than the one that it was made for.
///
/// An address on which somebody else (perhaps another world) has one of the ports is passed over.
/// Systems that have only 127.0.0.1 of that network (macOS) give each pod a port instead.
public final class Addresses {
  private static final int FIRST = 127 << 24 | 64 << 16;
  private static final int TRIES = 1_024;

  // under the world's lock
  private int last = FIRST;

  /// An address, and for each port of the pod the one that it has there.
  public record Address(String ip, Map<Integer, Integer> ports) {
    public Address {
      ports = Map.copyOf(ports);
    }
  }

  /// The next address on which all the ports are free.
  public Address next(List<Integer> ports) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      String ip = advance();
      if (free(ip, ports)) {
        return new Address(ip, same(ports));
      }
    }
    return shared(ports);
  }

  private String advance() {
    do {
      last++;
    } while ((last & 0xff) == 0 || (last & 0xff) == 0xff);
    return (last >>> 24)
        + "."
        + (last >>> 16 & 0xff)
        + "."
        + (last >>> 8 & 0xff)
        + "."
        + (last & 0xff);
  }

  private static boolean free(String ip, List<Integer> ports) {
    for (int port : ports.isEmpty() ? List.of(0) : ports) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(ip), port));
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }

  private static Map<Integer, Integer> same(List<Integer> ports) {
    Map<Integer, Integer> same = new LinkedHashMap<>();
    ports.forEach(port -> same.put(port, port));
    return same;
  }

  private static Address shared(List<Integer> ports) throws IOException {
    String ip = "127.0.0.1";
    Map<Integer, Integer> own = new LinkedHashMap<>();
    for (int port : ports) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(ip), 0));
        own.put(port, socket.getLocalPort());
      }
    }
    return new Address(ip, own);
  }
}
