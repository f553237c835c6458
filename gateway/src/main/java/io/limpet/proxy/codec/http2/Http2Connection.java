package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.ConnectionEnds;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One connection's HTTP/2, without the connection: bytes go in, [Http2Events] and bytes come out.
///
/// It keeps the rules of RFC 9113: what the peer breaks is a stream's error (a RST_STREAM, which is
/// sent here) or the connection's ([Http2Events#failed]). What is sent is not written before
/// [#flush], in one buffer where that is cheapest.
public final class Http2Connection {
  /// Which end of the connection this is.
  public enum Role {
    CLIENT,
    SERVER
  }

  /// What a connection is made with: where bytes and heads come from, and where is counted.
  public record Means(ByteBufAllocator allocator, HeadPool heads, Http2Counts counts) {}

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int NONE = -1;

  private final boolean server;
  private final Http2Options options;
  private final Http2Events events;
  private final Http2Counts counts;
  private final StreamTable streams;
  private final FloodGuard floods;
  private final Outbound out;
  private final PeerSettings peer;
  private final Inbound inbound;
  private final FrameReader reader;

  // Event loop only, all of these.
  private int prefaceLeft;
  private int settingsUnanswered;
  private int goAwaySent = NONE;
  private int goAwayReceived = NONE;
  private boolean failed;
  private boolean flushing;
  private boolean closed;

  public Http2Connection(Role role, Http2Options options, Means means, Http2Events to) {
    this.server = role == Role.SERVER;
    this.options = options;
    this.events = to;
    this.counts = means.counts();
    this.streams = new StreamTable(server);
    this.floods = new FloodGuard(options.floods(), counts);
    this.out = new Outbound(means, floods);
    this.peer = new PeerSettings(!server);
    Connected parts = new Connected(server, options, means, to, streams, floods, out, peer);
    this.inbound = new Inbound(this, parts);
    this.reader = new FrameReader(means.allocator(), inbound);
    this.prefaceLeft = server ? PREFACE.length : 0;
  }

  /// Says who asks, for the heads of requests; before [#begin]. Servers only.
  public void ends(ConnectionEnds ends) {
    inbound.blocks().ends(ends);
  }

  /// Sends our preface: SETTINGS, and the connection's window.
  public void begin() {
    if (server) {
      sendServerSettings();
    } else {
      out.preface(PREFACE);
      out.settings(
          Frame.HEADER_TABLE_SIZE,
          options.headerTableSize(),
          Frame.ENABLE_PUSH,
          0,
          Frame.MAX_CONCURRENT_STREAMS,
          options.maxConcurrentStreams(),
          Frame.INITIAL_WINDOW_SIZE,
          options.streamWindow());
    }
    settingsUnanswered++;
    if (options.connectionWindow() > Frame.FIRST_WINDOW) {
      out.windowUpdate(0, options.connectionWindow() - Frame.FIRST_WINDOW);
    }
  }

  private void sendServerSettings() {
    int[] settings = {
      Frame.HEADER_TABLE_SIZE,
      options.headerTableSize(),
      Frame.MAX_CONCURRENT_STREAMS,
      options.maxConcurrentStreams(),
      Frame.INITIAL_WINDOW_SIZE,
      options.streamWindow(),
      Frame.ENABLE_CONNECT_PROTOCOL,
      1
    };
    out.settings(options.allowConnect() ? settings : Arrays.copyOf(settings, settings.length - 2));
  }

  /// Reads all of the bytes; what is part of a frame is kept here. The buffer stays the caller's.
  /// A server's first bytes are the client's preface.
  public void receive(ByteBuf in) {
    while (prefaceLeft > 0 && in.isReadable() && !failed) {
      if (in.readByte() != PREFACE[PREFACE.length - prefaceLeft]) {
        fail(ErrorCode.PROTOCOL_ERROR, "the connection does not begin with HTTP/2's preface");
      }
      prefaceLeft--;
    }
    if (prefaceLeft == 0) {
      reader.read(in);
    }
  }

  /// Gives all that can be written to [Http2Events#write]: frames, and of bodies as much as the
  /// windows let.
  public void flush() {
    if (closed || flushing) {
      return;
    }
    flushing = true;
    boolean more;
    do {
      more = !failed && out.pump(this);
      out.give(events);
    } while (more && !closed);
    flushing = false;
    checkFloods();
  }

  /// How many frames were written that the socket is not known to have taken.
  public int untaken() {
    return floods.waiting();
  }

  /// How many of those are control frames.
  public int untakenControl() {
    return floods.controlWaiting();
  }

  /// The socket took so many frames, so many of them control frames.
  public void taken(int frames, int control) {
    if (!closed) {
      floods.taken(frames, control);
      floods.tell();
    }
  }

  /// The peer of a connection on which too much waits, or which asks for too much, is given up.
  void checkFloods() {
    Flood flood = floods.broken();
    if (flood != null && !failed && !closed) {
      counts.flooded(flood);
      breakOff(ErrorCode.ENHANCE_YOUR_CALM);
      events.flooded(flood);
    }
  }

  /// Whether the socket takes more: while it does not, bodies wait here.
  public void writable(boolean yes) {
    out.writable(yes);
  }

  /// Whether a request may be sent now: the peer's limit of streams is not reached, it has not said
  /// GOAWAY, and numbers are left. Clients only.
  public boolean canOpen() {
    return !failed
        && !closed
        && goAwayReceived == NONE
        && streams.size() < peer.maxStreams()
        && streams.nextLocal() > 0;
  }

  /// How many streams are open.
  public int streams() {
    return streams.size();
  }

  /// Sends a request; [#canOpen] was asked before. The head stays the caller's, and is not changed.
  public Http2Stream request(EditableRequestHead head, boolean end, StreamEvents to) {
    if (!canOpen()) {
      throw new IllegalStateException("no stream can be opened: " + streams.size() + " are");
    }
    Http2Stream stream = new Http2Stream(streams.nextLocal(), receiveWindow(), peer.streamWindow());
    stream.events = to;
    stream.bodiless = head.headMethod();
    stream.writeEnded = end;
    opened(stream);
    HpackEncoder encoder = out.encoder;
    encoder.begin();
    boolean upgrade = !head.upgrade().isEmpty() && !head.connectMethod();
    String method = upgrade ? "CONNECT" : head.method();
    encoder.request(method, head.scheme(), head.authority(), head.path());
    if (upgrade) {
      encoder.protocol(head.upgrade());
    }
    encoder.lines(head.lines());
    out.block(stream.id, end);
    return stream;
  }

  /// Sends an answer's head, or an interim one. The head stays the caller's.
  public void response(Http2Stream stream, EditableResponseHead head, boolean end) {
    if (stream.closed) {
      return;
    }
    HpackEncoder encoder = out.encoder;
    encoder.begin();
    encoder.status(head.status());
    encoder.lines(head.lines());
    out.block(stream.id, end);
    stream.writeEnded = end;
    closeIfDone(stream);
  }

  /// Sends a piece of a body, which is taken; it may be empty if it is the end.
  public void data(Http2Stream stream, ByteBuf piece, boolean end) {
    if (stream.closed || stream.writeEnded) {
      piece.release();
      return;
    }
    out.data(stream, piece, end);
    closeIfDone(stream);
  }

  /// Sends the end, with trailers, after all of the body.
  public void trailers(Http2Stream stream, Trailers trailers) {
    if (!stream.closed && !stream.writeEnded) {
      out.trailers(stream, trailers);
      closeIfDone(stream);
    }
  }

  /// Ends a stream at once; what waits of it is dropped, and nothing more is told of it.
  public void reset(Http2Stream stream, ErrorCode code) {
    if (!stream.closed) {
      out.reset(stream.id, code);
      close(stream, true);
    }
  }

  /// Ends a stream whose end we have said, once all that waits of it is written: the peer may stop
  /// sending. Nothing more that comes of it is told but [StreamEvents#drained].
  public void resetAfterEnd(Http2Stream stream, ErrorCode code) {
    stream.muted = true;
    stream.resetAfterEnd = code;
    if (!stream.closed) {
      consumed(stream, stream.unconsumed);
      closeIfDone(stream);
    }
  }

  /// So many bytes of a body that came are out of our hands: the peer may send as many again.
  public void consumed(Http2Stream stream, int bytes) {
    if (stream.closed || bytes == 0) {
      return;
    }
    stream.unconsumed -= bytes;
    inbound.creditConnection(bytes);
    if (!stream.readEnded) {
      stream.credit += bytes;
      if (stream.credit >= options.streamWindow() / 2) {
        out.windowUpdate(stream.id, stream.credit);
        stream.receiveWindow += stream.credit;
        stream.credit = 0;
      }
    }
  }

  /// Asks for a sign of life, which comes as [Http2Events#pong].
  public void ping(long opaque) {
    if (!failed && !closed) {
      out.ping(opaque, false);
    }
  }

  /// The stream whose head, or whose trailers, the peer has begun and not ended, 0 for none.
  public int headBegun() {
    return reader.blockBegun();
  }

  /// Ends the head that the peer has begun and not ended: its stream, of which nothing but this is
  /// known, or null where there is none. Nothing more is read.
  public @Nullable Http2Stream giveUpHead() {
    int id = reader.giveUpBlock();
    boolean opens = id != 0 && streams.past(id) == StreamTable.Past.IDLE && !beyondGoAway(id);
    return opens ? new Http2Stream(id, 0, 0) : null;
  }

  /// Announces that no more streams will be taken soon (GOAWAY with the highest number): new ones
  /// are still served until [#goAway], at least a round trip later.
  public void announceGoAway() {
    if (!failed && !closed && goAwaySent == NONE) {
      out.goAway(Frame.LARGEST_STREAM, ErrorCode.NO_ERROR);
    }
  }

  /// Takes no more streams: those that come from here on are not heard.
  public void goAway(ErrorCode code) {
    if (!failed && !closed && goAwaySent == NONE) {
      goAwaySent = streams.lastRemote();
      out.goAway(goAwaySent, code);
    }
  }

  /// The connection is gone: every stream is told, and what is held is released.
  public void close() {
    if (!closed) {
      closed = true;
      reader.stop();
      endAll(ErrorCode.CANCEL);
      out.close();
      floods.taken(floods.waiting(), floods.controlWaiting());
      floods.tell();
    }
  }

  // What the parts ask for.

  /// The peer broke the connection's rules.
  void fail(ErrorCode code, String why) {
    if (!failed && !closed) {
      breakOff(code);
      events.failed(code, why);
    }
  }

  private void breakOff(ErrorCode code) {
    failed = true;
    reader.stop();
    out.goAway(streams.lastRemote(), code);
    endAll(code);
  }

  void opened(Http2Stream stream) {
    streams.open(stream);
    counts.streamsActive.increment();
  }

  private void endAll(ErrorCode code) {
    for (Http2Stream stream : streams.all()) {
      if (!stream.closed) {
        end(stream, code, true);
      }
    }
  }

  /// A stream is closed, and its receiver told.
  private void end(Http2Stream stream, ErrorCode code, boolean local) {
    close(stream, local);
    StreamEvents to = stream.events;
    if (to != null) {
      to.reset(code, local);
    }
  }

  private void close(Http2Stream stream, boolean byReset) {
    stream.closed = true;
    streams.close(stream, byReset);
    counts.streamsActive.decrement();
    out.drop(stream);
    if (!failed) {
      inbound.creditConnection(stream.unconsumed);
    }
    stream.unconsumed = 0;
  }

  void streamError(Http2Stream stream, ErrorCode code) {
    out.reset(stream.id, code);
    end(stream, code, true);
  }

  void resetByPeer(Http2Stream stream, ErrorCode code) {
    counts.resetsReceived.increment();
    end(stream, code, false);
  }

  void malformed(Http2Stream stream, Malformed why) {
    counts.malformed(why);
    events.malformed(stream, why);
    if (!closed) {
      reset(stream, ErrorCode.PROTOCOL_ERROR);
    }
  }

  /// Something of a stream was sent that had waited; `drained`: nothing waits any more.
  void sent(Http2Stream stream, boolean drained) {
    closeIfDone(stream);
    StreamEvents to = stream.events;
    if (drained && to != null) {
      to.drained();
    }
  }

  void closeIfDone(Http2Stream stream) {
    if (stream.closed || !stream.writeEnded) {
      return;
    }
    ErrorCode reset = stream.resetAfterEnd;
    if (stream.readEnded) {
      close(stream, false);
    } else if (reset != null) {
      reset(stream, reset);
    }
  }

  /// What the peer may send on a new stream: as long as it may not know our settings, what all
  /// begin with, if that is more.
  int receiveWindow() {
    int window = options.streamWindow();
    return settingsUnanswered > 0 ? Math.max(window, Frame.FIRST_WINDOW) : window;
  }

  /// The peer has our settings; false if it had them before.
  boolean acknowledged() {
    settingsUnanswered--;
    inbound.blocks().settingsKnown();
    return settingsUnanswered >= 0;
  }

  /// Whether the stream is one of those that our GOAWAY said would not be heard.
  boolean beyondGoAway(int id) {
    return goAwaySent != NONE && ((id & 1) == 1) == server && id > goAwaySent;
  }

  void goAwayByPeer(int last, ErrorCode code) {
    goAwayReceived = last;
    for (Http2Stream stream : streams.all()) {
      if (!server && stream.id > last && !stream.closed) {
        end(stream, ErrorCode.REFUSED_STREAM, false);
      }
    }
    events.goAway(last, code);
  }
}
