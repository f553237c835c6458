package io.limpet.sameness;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Stands between one client of UDP and a server, as a router with address translation does: the
/// server sees its address, which may change.
final class UdpRelay implements AutoCloseable {
  private static final int LARGEST = 65_535;

  private final DatagramSocket front;
  private final AtomicReference<InetSocketAddress> server;
  private final AtomicReference<DatagramSocket> back = new AtomicReference<>();
  private final AtomicReference<@Nullable SocketAddress> client = new AtomicReference<>();

  UdpRelay(InetSocketAddress server) throws IOException {
    this.server = new AtomicReference<>(server);
    this.front = socket();
    back.set(begun());
    Thread.ofVirtual().start(() -> relay(front));
  }

  private static DatagramSocket socket() throws IOException {
    return new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
  }

  private DatagramSocket begun() throws IOException {
    DatagramSocket socket = socket();
    Thread.ofVirtual().start(() -> relay(socket));
    return socket;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) front.getLocalSocketAddress();
  }

  /// From now on the server sees another address.
  void rebind() throws IOException {
    back.getAndSet(begun()).close();
  }

  /// From now on another server is behind it, which sees another address.
  void moveTo(InetSocketAddress another) throws IOException {
    server.set(another);
    rebind();
  }

  private void relay(DatagramSocket from) {
    byte[] bytes = new byte[LARGEST];
    try {
      while (true) {
        DatagramPacket read = new DatagramPacket(bytes, bytes.length);
        from.receive(read);
        if (from.equals(front)) {
          client.set(read.getSocketAddress());
          send(back.get(), read, server.get());
        } else {
          send(front, read, client.get());
        }
      }
    } catch (IOException closed) {
      // As good as its end.
    }
  }

  /// What cannot be sent is lost, as it may be.
  private static void send(DatagramSocket by, DatagramPacket read, @Nullable SocketAddress to) {
    try {
      by.send(new DatagramPacket(read.getData(), read.getLength(), to));
    } catch (IOException lost) {
      // It is sent again.
    }
  }

  @Override
  public void close() {
    front.close();
    back.get().close();
  }
}
