package io.limpet.world.pods;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives each pod an address of its own in 127/8, from 127.64.0.1 upwards, and none twice: a token
/// of a session must never name another pod than the one that it was made for.
///
/// An address on which somebody else (perhaps another world) has one of the ports is passed over.
/// Where somebody listens at a port on all addresses, as a gateway on 8080 does, the pod gets
/// another port there. Systems that have only 127.0.0.1 of that network (macOS) give each pod that
/// address and ports of its own.
public final class Addresses {
  private static final int FIRST = 127 << 24 | 64 << 16;
  private static final int TRIES = 1_024;
  private static final int ASIDE = 10_000;

  /// An address that nobody uses: what is taken here is taken everywhere.
  private static final String FAR_AWAY = "127.255.255.254";

  // under the world's lock
  private int last = FIRST;

  /// An address, and for each port of the pod the one that it has there.
  public record Address(String ip, Map<Integer, Integer> ports) {
    public Address {
      ports = Map.copyOf(ports);
    }
  }

  public Address next(List<Integer> ports) throws IOException {
    if (!free(FAR_AWAY, 0)) {
      return shared(ports);
    }
    for (int i = 0; i < TRIES; i++) {
      Optional<Address> address = at(advance(), ports);
      if (address.isPresent()) {
        return address.get();
      }
    }
    return shared(ports);
  }

  private String advance() {
    do {
      last++;
    } while ((last & 0xff) == 0 || (last & 0xff) == 0xff);
    return (last >>> 24 & 0xff)
        + "."
        + (last >>> 16 & 0xff)
        + "."
        + (last >>> 8 & 0xff)
        + "."
        + (last & 0xff);
  }

  private static Optional<Address> at(String ip, List<Integer> ports) {
    Map<Integer, Integer> there = new LinkedHashMap<>();
    for (int port : ports) {
      if (free(ip, port)) {
        there.put(port, port);
      } else if (free(FAR_AWAY, port)) {
        return Optional.empty();
      } else {
        int aside = aside(ip, port);
        if (aside == 0) {
          return Optional.empty();
        }
        there.put(port, aside);
      }
    }
    return Optional.of(new Address(ip, there));
  }

  /// The first free port from 10,000 above, so that pods of one Service mostly have the same.
  private static int aside(String ip, int port) {
    int start = port % (65_536 - 2 * ASIDE) + ASIDE;
    for (int each = start; each < start + TRIES; each++) {
      if (free(FAR_AWAY, each) && free(ip, each)) {
        return each;
      }
    }
    return 0;
  }

  private static boolean free(String ip, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(ip), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
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
