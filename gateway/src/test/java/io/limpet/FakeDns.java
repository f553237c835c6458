package io.limpet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A name server on UDP that knows what a test tells it.
///
/// What is known of a name is a list of addresses, each perhaps with a time to live behind a `/`
/// (`127.0.0.1/30`), or one word: `nxdomain`, `servfail`, `refused`, `silent`, `alias:NAME`,
/// `garbage`. A name of which nothing is known does not exist.
public final class FakeDns implements AutoCloseable {
  private static final int HEADER_BYTES = 12;
  private static final int A = 1;
  private static final int CNAME = 5;
  private static final int AAAA = 28;

  private final DatagramSocket socket;
  private final Map<String, List<String>> names = new ConcurrentHashMap<>();
  private final List<String> questions = new CopyOnWriteArrayList<>();

  public FakeDns() throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    Thread.ofVirtual().name("fake-dns").start(this::run);
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  public int port() {
    return socket.getLocalPort();
  }

  /// From now on this is known of the name.
  public FakeDns knows(String name, List<String> answers) {
    names.put(name, List.copyOf(answers));
    return this;
  }

  public FakeDns knows(String name, String... answers) {
    return knows(name, List.of(answers));
  }

  public void forgets(String name) {
    names.remove(name);
  }

  /// What was asked so far: `A web.test`.
  public List<String> questions() {
    return questions;
  }

  private void run() {
    byte[] bytes = new byte[1500];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
      try {
        socket.receive(packet);
        byte[] reply = reply(ByteBuffer.wrap(bytes, 0, packet.getLength()));
        if (reply.length > 0) {
          socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        }
      } catch (IOException closed) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(closed);
        }
      }
    }
  }

  private byte[] reply(ByteBuffer question) {
    StringBuilder name = new StringBuilder();
    question.position(HEADER_BYTES);
    for (int length = question.get(); length != 0; length = question.get()) {
      byte[] label = new byte[length];
      question.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
    }
    int type = question.getShort();
    int end = question.position() + 2;
    questions.add((type == A ? "A " : type == AAAA ? "AAAA " : type + " ") + name);
    return answer(question, end, type, names.get(name.toString()));
  }

  private static byte[] answer(
      ByteBuffer question, int end, int type, @Nullable List<String> known) {
    String first = known == null || known.isEmpty() ? "" : known.getFirst();
    if (first.equals("silent")) {
      return new byte[0];
    }
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    int count = 0;
    for (String each : known == null ? List.<String>of() : known) {
      count += record(each, type, records) ? 1 : 0;
    }
    int code =
        known == null || first.equals("nxdomain")
            ? 3
            : first.equals("servfail") ? 2 : first.equals("refused") ? 5 : 0;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] asked = new byte[end];
    question.get(0, asked);
    out.writeBytes(new byte[] {asked[0], asked[1], (byte) 0x81, (byte) (0x80 | code), 0, 1});
    out.writeBytes(new byte[] {0, (byte) (first.equals("garbage") ? 7 : count), 0, 0, 0, 0});
    out.write(asked, HEADER_BYTES, end - HEADER_BYTES);
    out.writeBytes(records.toByteArray());
    return out.toByteArray();
  }

  /// False where it is nothing that was asked for.
  private static boolean record(String text, int type, ByteArrayOutputStream out) {
    if (text.startsWith("alias:")) {
      append(out, CNAME, 60, encoded(text.substring("alias:".length())));
      return true;
    }
    if ((text.indexOf('.') < 0 && text.indexOf(':') < 0) || text.equals("garbage")) {
      return false;
    }
    int slash = text.indexOf('/');
    byte[] address =
        InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
    if ((address.length == 4) != (type == A)) {
      return false;
    }
    append(out, type, slash < 0 ? 30 : Integer.parseInt(text.substring(slash + 1)), address);
    return true;
  }

  private static void append(ByteArrayOutputStream out, int type, int ttl, byte[] data) {
    ByteBuffer head = ByteBuffer.allocate(12);
    head.putShort((short) 0xc00c).putShort((short) type).putShort((short) 1).putInt(ttl);
    head.putShort((short) data.length);
    out.writeBytes(head.array());
    out.writeBytes(data);
  }

  private static byte[] encoded(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String label : name.split("\\.", -1)) {
      out.write(label.length());
      out.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
    }
    out.write(0);
    return out.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
