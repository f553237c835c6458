package io.limpet.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// One of those who ask: its connection, and whether it keeps that for its next request.
final class Caller implements Wire.Receiver {
  private final int number;
  private final Load load;
  private final Wires wires;
  private final Selector selector;
  private final Tally tally;
  private final byte[] instance;
  private final byte[] request;
  private final HeadBlocks blocks;
  private @Nullable SocketChannel channel;
  private @Nullable Wire wire;

  /// From when on requests may be sent.
  private @Nullable Conversation conversation;

  /// The request for which a connection is made, where each has its own.
  private long wanted = Pace.NONE;

  Caller(FirstAnswer first, Load load, Wires wires, Selector selector, Tally tally) {
    number = first.caller();
    this.load = load;
    this.wires = wires;
    this.selector = selector;
    this.tally = tally;
    instance = first.instance().getBytes(ISO_8859_1);
    request = Http1Conversation.request(load.path(), first.fields());
    blocks = new HeadBlocks(load, first.fields());
  }

  void connect() throws IOException {
    SocketChannel opened = SocketChannel.open();
    channel = opened;
    opened.configureBlocking(false);
    opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
    SelectionKey key = opened.register(selector, SelectionKey.OP_CONNECT, this);
    if (opened.connect(load.target())) {
      connected(key);
    }
  }

  private void finishConnect(SelectionKey key) throws IOException {
    try {
      if (((SocketChannel) key.channel()).finishConnect()) {
        connected(key);
      }
    } catch (ConnectException refused) {
      throw new ConnectException(load.target() + ": " + refused.getMessage());
    }
  }

  private void connected(SelectionKey key) throws IOException {
    key.interestOps(SelectionKey.OP_READ);
    Wire over = wires.on((SocketChannel) key.channel(), number);
    wire = over;
    over.start();
    begin(over);
  }

  private void begin(Wire over) throws IOException {
    if (conversation != null || !over.isOpen()) {
      return;
    }
    if (load.security() != Load.Security.PLAIN) {
      tally.shookHands(over.isResumed());
    }
    Conversation begun =
        load.http2()
            ? new Http2Conversation(blocks, load.streams(), instance, over, tally)
            : new Http1Conversation(request, instance, over, tally);
    conversation = begun;
    if (wanted != Pace.NONE) {
      begun.send(wanted);
      begun.flush();
      wanted = Pace.NONE;
    }
  }

  /// Something has come, or the connection is there.
  void ready(SelectionKey key, Pace pace) throws IOException {
    if (!key.isValid()) {
      return;
    }
    if (key.isConnectable()) {
      finishConnect(key);
    } else if (wire != null) {
      Wire over = wire;
      over.read(this);
      begin(over);
    }
    ask(pace);
  }

  @Override
  public void received(ByteBuffer bytes) throws IOException {
    if (conversation == null) {
      throw new IOException("an answer came before a request");
    }
    conversation.received(bytes);
  }

  /// Sends as much as is due and may be under way.
  void ask(Pace pace) throws IOException {
    if (!load.security().isKept()) {
      askOnNewConnection(pace);
      return;
    }
    Conversation open = conversation;
    if (open == null) {
      return;
    }
    while (open.free() > 0) {
      long due = pace.next(System.nanoTime());
      if (due == Pace.NONE) {
        break;
      }
      open.send(due);
    }
    open.flush();
  }

  private void askOnNewConnection(Pace pace) throws IOException {
    if (isBusy()) {
      return;
    }
    close();
    long due = pace.next(System.nanoTime());
    if (due != Pace.NONE) {
      wanted = due;
      connect();
    }
  }

  /// Whether requests may be sent, or a connection will be made for each.
  boolean isOpen() {
    return conversation != null || !load.security().isKept();
  }

  boolean isBusy() {
    return underWay() > 0;
  }

  private int underWay() {
    int sent = conversation == null ? 0 : conversation.underWay();
    return wanted == Pace.NONE ? sent : sent + 1;
  }

  /// The connection is lost, and with it what was under way.
  void fail() throws IOException {
    tally.failed(underWay());
    close();
    if (load.security().isKept()) {
      connect();
    }
  }

  void close() throws IOException {
    wanted = Pace.NONE;
    conversation = null;
    wire = null;
    SocketChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
