package io.limpet.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Endpoints that answer at next to no cost, on one thread. The body begins with the endpoint's
/// address, so that affinity can be read from it, and is 1 MiB long where the path begins with
/// `/big`.
public final class Backend implements AutoCloseable {
  private static final int BIG = 1 << 20;
  private static final int BACKLOG = 4096;
  private static final int TRIES = 20;

  private final Selector selector = Selector.open();
  private final List<ServerSocketChannel> listening = new ArrayList<>();
  private final ByteBuffer shared = ByteBuffer.allocateDirect(64 << 10);
  private final Map<SocketAddress, Answers> answers = new HashMap<>();
  private final Thread thread;

  private Backend() throws IOException {
    thread = Thread.ofPlatform().name("bench-backend").daemon().unstarted(this::serve);
  }

  /// Each endpoint has an address of its own in 127/8, all have the same port, as in a cluster;
  /// where the system has only 127.0.0.1, each has a port of its own.
  public static Backend start(int endpoints) throws IOException {
    Backend backend = new Backend();
    try {
      backend.listen(endpoints);
      backend.thread.start();
      return backend;
    } catch (IOException failed) {
      backend.close();
      throw failed;
    }
  }

  /// Any address in 127/8 is an endpoint, each under its own name.
  public static Backend everywhere() throws IOException {
    Backend backend = new Backend();
    backend.listen("0.0.0.0", 0);
    backend.thread.start();
    return backend;
  }

  private void listen(int endpoints) throws IOException {
    for (int i = 0; i < TRIES && listening.size() < endpoints; i++) {
      closeListening();
      try {
        int port = listen("127.0.1.1", 0);
        for (int j = 2; j <= endpoints; j++) {
          listen("127.0.1." + j, port);
        }
      } catch (BindException notHere) {
        closeListening();
      }
    }
    while (listening.size() < endpoints) {
      listen("127.0.0.1", 0);
    }
  }

  private int listen(String address, int port) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    listening.add(server);
    server.bind(new InetSocketAddress(address, port), BACKLOG);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  public List<InetSocketAddress> addresses() throws IOException {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (ServerSocketChannel each : listening) {
      addresses.add((InetSocketAddress) each.getLocalAddress());
    }
    return addresses;
  }

  /// What one endpoint says. Few are ever asked for the big one.
  private static final class Answers {
    private final String line;
    private final ByteBuffer small;
    private @Nullable ByteBuffer big;

    Answers(SocketAddress endpoint) {
      InetSocketAddress address = (InetSocketAddress) endpoint;
      line =
          "instance: %s:%d\n".formatted(address.getAddress().getHostAddress(), address.getPort());
      small = answer(line, line.length());
    }

    ByteBuffer small() {
      return small;
    }

    ByteBuffer big() {
      ByteBuffer made = big == null ? answer(line, BIG) : big;
      big = made;
      return made;
    }
  }

  private static ByteBuffer answer(String line, int length) {
    String head =
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: %d\r\n\r\n"
            .formatted(length);
    ByteBuffer answer = ByteBuffer.allocateDirect(head.length() + length);
    answer.put((head + line).getBytes(ISO_8859_1));
    while (answer.hasRemaining()) {
      answer.put((byte) 'x');
    }
    return answer.flip();
  }

  /// A connection of a proxy. A request ends with an empty line: the load has no bodies.
  private static final class Served {
    private final Answers answers;
    private int line;
    private int matched;
    private boolean big;
    private @Nullable ByteBuffer rest;

    Served(Answers answers) {
      this.answers = answers;
    }
  }

  private void serve() {
    try {
      while (selector.isOpen()) {
        selector.select(this::ready);
      }
    } catch (ClosedSelectorException over) {
      // As it was asked to.
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.attachment() instanceof Served served) {
        serve(key, (SocketChannel) key.channel(), served);
      } else {
        accept((ServerSocketChannel) key.channel());
      }
    } catch (IOException gone) {
      close(key.channel());
    }
  }

  private void accept(ServerSocketChannel server) throws IOException {
    for (SocketChannel each = server.accept(); each != null; each = server.accept()) {
      each.configureBlocking(false);
      each.setOption(StandardSocketOptions.TCP_NODELAY, true);
      Answers own = answers.computeIfAbsent(each.getLocalAddress(), Answers::new);
      each.register(selector, SelectionKey.OP_READ, new Served(own));
    }
  }

  private void serve(SelectionKey key, SocketChannel channel, Served served) throws IOException {
    ByteBuffer rest = served.rest;
    if (rest != null) {
      channel.write(rest);
      if (!rest.hasRemaining()) {
        served.rest = null;
        key.interestOps(SelectionKey.OP_READ);
      }
      return;
    }
    shared.clear();
    if (channel.read(shared) < 0) {
      channel.close();
      return;
    }
    shared.flip();
    while (shared.hasRemaining()) {
      if (readsOne(served)) {
        answer(key, channel, served);
      }
    }
  }

  private boolean readsOne(Served served) {
    byte next = shared.get();
    // Behind `GET /`
    if (served.line == 5) {
      served.big = next == 'b';
    }
    served.line++;
    boolean expected = next == ((served.matched & 1) == 0 ? '\r' : '\n');
    served.matched = expected ? served.matched + 1 : next == '\r' ? 1 : 0;
    if (served.matched < 4) {
      return false;
    }
    served.matched = 0;
    served.line = 0;
    return true;
  }

  private static void answer(SelectionKey key, SocketChannel channel, Served served)
      throws IOException {
    ByteBuffer answer = served.big ? served.answers.big() : served.answers.small();
    answer.rewind();
    channel.write(answer);
    if (answer.hasRemaining()) {
      served.rest = answer.duplicate();
      key.interestOps(SelectionKey.OP_WRITE);
    }
  }

  private void closeListening() {
    listening.forEach(Backend::close);
    listening.clear();
  }

  private static void close(Closeable each) {
    try {
      each.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey each : List.copyOf(selector.keys())) {
      each.channel().close();
    }
    selector.close();
  }
}
