package io.limpet.desync;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/// One connection to the endpoint. It is read on a thread of its own; what was read is under the
/// object's lock.
final class RawConnection {
  private final RawEndpoint all;
  private final Socket socket;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<Reading.Message> requests = new ArrayList<>();
  private boolean begun;
  private boolean over;
  private Row.Reply early = Row.Reply.USUAL;

  RawConnection(RawEndpoint all, Socket socket) {
    this.all = all;
    this.socket = socket;
  }

  /// Bytes as they come, one after the other: each is kept before it is looked at.
  private final class Kept extends InputStream {
    private final InputStream in;

    Kept(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int octet = in.read();
      keep(octet);
      return octet;
    }

    @Override
    public int read(byte[] into, int from, int size) throws IOException {
      int octet = size == 0 ? 0 : read();
      if (size > 0 && octet >= 0) {
        into[from] = (byte) octet;
      }
      return size == 0 ? 0 : octet < 0 ? -1 : 1;
    }
  }

  private synchronized void keep(int octet) {
    if (octet >= 0) {
      bytes.write(octet);
      begun = true;
    }
  }

  void serve() {
    try (socket) {
      Reading reading = new Reading(new Kept(socket.getInputStream()), false);
      for (Reading.Message request = reading.request(this::head);
          request != null;
          request = reading.request(this::head)) {
        read(request);
        if (!answer(request)) {
          break;
        }
      }
    } catch (IOException gone) {
      // The proxy is done with the connection.
    } finally {
      end();
    }
  }

  private void head(Reading.Message head) {
    early = isAfter(head) ? Row.Reply.USUAL : all.reply(this, true);
    write(early.bytes());
  }

  private static boolean isAfter(Reading.Message request) {
    return request.first().contains(" /after ");
  }

  private synchronized void read(Reading.Message request) {
    requests.add(request);
    begun = false;
  }

  private synchronized void end() {
    over = true;
  }

  /// False if the connection is over.
  private boolean answer(Reading.Message request) {
    Row.Reply reply = early;
    if (early.bytes().isEmpty()) {
      reply = isAfter(request) ? Row.Reply.USUAL : all.reply(this, false);
      write(reply.bytes().isEmpty() ? usual(request) : reply.bytes());
    }
    return !reply.ends();
  }

  private static String usual(Reading.Message request) {
    String told = request.text();
    String body = request.first().startsWith("HEAD ") ? "" : told;
    return "HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s".formatted(told.length(), body);
  }

  /// Whoever reads sees that the proxy is gone.
  void write(String text) {
    try {
      socket.getOutputStream().write(RawEndpoint.latin1(text));
    } catch (IOException gone) {
      end();
    }
  }

  synchronized void forget() {
    bytes.reset();
    requests.clear();
  }

  synchronized boolean idle() {
    return !begun;
  }

  synchronized boolean over() {
    return over;
  }

  synchronized String bytes() {
    return bytes.toString(ISO_8859_1);
  }

  synchronized List<Reading.Message> requests() {
    return List.copyOf(requests);
  }

  void close() throws IOException {
    socket.close();
  }
}
