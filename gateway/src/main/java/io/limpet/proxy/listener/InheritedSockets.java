package io.limpet.proxy.listener;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Listening sockets that another process had before, by the address that they were opened with.
/// Whoever listens on one of these addresses takes its socket, so that no connection is lost that
/// waits to be accepted.
public final class InheritedSockets implements AutoCloseable {
  private final Map<String, FileDescriptor> sockets;
  private final boolean some;

  public InheritedSockets(Map<String, FileDescriptor> sockets) {
    this.sockets = new LinkedHashMap<>(sockets);
    this.some = !sockets.isEmpty();
  }

  public static InheritedSockets none() {
    return new InheritedSockets(Map.of());
  }

  /// Whether another process still listens where we do.
  public boolean some() {
    return some;
  }

  /// How addresses are written where processes speak of them.
  static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /// The socket's number, which is the taker's to close; null where there is none.
  @Nullable Integer take(InetSocketAddress wanted) {
    FileDescriptor socket = sockets.remove(text(wanted));
    return socket == null ? null : socket.intValue();
  }

  /// How the sockets of datagrams are written that share an address.
  public static String datagrams(InetSocketAddress address, int number) {
    return datagrams(address) + "/" + number;
  }

  public static String datagrams(InetSocketAddress address) {
    return "udp/" + text(address);
  }

  /// The numbers of the sockets of datagrams at an address, which are the taker's to close.
  public List<Integer> takeDatagrams(InetSocketAddress wanted) {
    List<Integer> taken = new ArrayList<>();
    for (FileDescriptor each = sockets.remove(datagrams(wanted, 0));
        each != null;
        each = sockets.remove(datagrams(wanted, taken.size()))) {
      taken.add(each.intValue());
    }
    return List.copyOf(taken);
  }

  /// Closes those that nobody took.
  @Override
  public void close() {
    for (FileDescriptor each : sockets.values()) {
      try {
        each.close();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
    sockets.clear();
  }
}
