package io.limpet.proxy.discovery;

import io.limpet.proxy.discovery.DnsMessage.Reply;
import io.limpet.proxy.plan.DnsPlan.Resolver;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Asks name servers, one after the other, until one says something. On threads that may wait.
///
/// A socket for each question gives it a port that nobody can guess, and a connected one takes
/// answers from that server alone.
final class NameServers {
  private static final int MOST_BYTES = 64 * 1024;

  private final List<InetSocketAddress> servers;
  private final Resolver settings;
  private final RandomGenerator random;

  NameServers(List<InetSocketAddress> servers, Resolver settings, RandomGenerator random) {
    this.servers = List.copyOf(servers);
    this.settings = settings;
    this.random = random;
  }

  /// What is known of the name; an exception where no server says anything. A name that does not
  /// exist is an answer. An alias without an address in the same answer leads nowhere, as with
  /// c-ares (Envoy 1.40, measured): to follow it is the work of the server that was asked.
  Reply ask(String name, DnsMessage.Type type) throws IOException {
    IOException last = new IOException("there is no name server");
    for (int i = 0; i < settings.tries(); i++) {
      for (InetSocketAddress server : servers) {
        try {
          Reply reply = ask(server, name, type);
          if (reply.code() == DnsMessage.NO_ERROR || reply.code() == DnsMessage.NO_SUCH_NAME) {
            return reply;
          }
          last = new IOException(server + " answers " + name + " with code " + reply.code());
        } catch (IOException failed) {
          last = failed;
        }
      }
    }
    throw last;
  }

  private Reply ask(InetSocketAddress server, String name, DnsMessage.Type type)
      throws IOException {
    byte[] question = DnsMessage.question(random.nextInt(0x10000), name, type);
    if (settings.flags().tcp()) {
      return byTcp(server, question, type);
    }
    Reply reply = byUdp(server, question, type);
    return reply.truncated() ? byTcp(server, question, type) : reply;
  }

  private Reply byUdp(InetSocketAddress server, byte[] question, DnsMessage.Type type)
      throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(settings.timeoutSeconds());
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server);
      socket.send(new DatagramPacket(question, question.length));
      DatagramPacket packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
      while (true) {
        socket.setSoTimeout(remainingMillis(end));
        socket.receive(packet);
        ByteBuffer reply = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        if (DnsMessage.answers(question, reply)) {
          return DnsMessage.read(question, reply, type);
        }
      }
    }
  }

  private Reply byTcp(InetSocketAddress server, byte[] question, DnsMessage.Type type)
      throws IOException {
    int millis = (int) TimeUnit.SECONDS.toMillis(settings.timeoutSeconds());
    try (Socket socket = new Socket()) {
      socket.connect(server, millis);
      socket.setSoTimeout(millis);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      ByteBuffer framed = ByteBuffer.allocate(question.length + 2);
      out.write(framed.putShort((short) question.length).put(question).array());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      ByteBuffer reply = ByteBuffer.wrap(in.readNBytes(in.readUnsignedShort()));
      if (!DnsMessage.answers(question, reply)) {
        throw new IOException(server + " answers another question");
      }
      return DnsMessage.read(question, reply, type);
    }
  }

  private static int remainingMillis(long end) throws SocketTimeoutException {
    long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    if (millis <= 0) {
      throw new SocketTimeoutException("no answer of a name server");
    }
    return (int) millis;
  }
}
