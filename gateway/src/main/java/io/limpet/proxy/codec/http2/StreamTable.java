package io.limpet.proxy.codec.http2;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The open streams of a connection by their number, and how the last that closed did so.
///
/// What comes for a stream that we reset may have been under way: it is let pass. What comes for
/// one whose end or reset the peer itself sent breaks the protocol.
final class StreamTable {
  /// How a stream is known that is not open.
  enum Past {
    /// It was never opened, and its number is still to come.
    IDLE,
    /// Its number was passed over.
    SKIPPED,
    /// We reset it.
    RESET_HERE,
    /// The peer ended or reset it.
    ENDED,
    /// It closed too long ago to know how.
    FORGOTTEN
  }

  private static final int REMEMBERED = 64;
  private static final int FIRST_SLOTS = 8;

  private final boolean server;
  private @Nullable Http2Stream[] slots = new @Nullable Http2Stream[FIRST_SLOTS];
  private int size;
  private int lastRemote;
  private int lastLocal;
  private int[] closedIds = {};
  private boolean[] resetHere = {};
  private int closed;

  StreamTable(boolean server) {
    this.server = server;
  }

  int size() {
    return size;
  }

  /// The highest number that the peer has opened.
  int lastRemote() {
    return lastRemote;
  }

  /// The number of our next stream, or a negative one if none is left.
  int nextLocal() {
    return lastLocal == 0 ? 1 : lastLocal + 2;
  }

  @Nullable Http2Stream find(int id) {
    for (int slot = slot(id); ; slot = (slot + 1) & (slots.length - 1)) {
      Http2Stream stream = slots[slot];
      if (stream == null || stream.id == id) {
        return stream;
      }
    }
  }

  private int slot(int id) {
    return (id >>> 1) & (slots.length - 1);
  }

  private boolean remote(int id) {
    return ((id & 1) == 1) == server;
  }

  void open(Http2Stream stream) {
    if (remote(stream.id)) {
      lastRemote = stream.id;
    } else {
      lastLocal = stream.id;
    }
    size++;
    if (size * 2 > slots.length) {
      @Nullable Http2Stream[] old = slots;
      slots = new @Nullable Http2Stream[old.length * 2];
      for (Http2Stream each : old) {
        if (each != null) {
          put(each);
        }
      }
    }
    put(stream);
  }

  /// The peer opened a stream that is refused at once.
  void skip(int id) {
    lastRemote = id;
    remember(id, true);
  }

  private void put(Http2Stream stream) {
    int slot = slot(stream.id);
    while (slots[slot] != null) {
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = stream;
  }

  /// Removes a stream; those behind it move up, so that none is looked for in vain.
  void close(Http2Stream stream, boolean byReset) {
    int mask = slots.length - 1;
    int gap = slot(stream.id);
    while (slots[gap] != stream) {
      gap = (gap + 1) & mask;
    }
    int next = (gap + 1) & mask;
    for (Http2Stream each = slots[next]; each != null; each = slots[next]) {
      if (((next - slot(each.id)) & mask) >= ((next - gap) & mask)) {
        slots[gap] = each;
        gap = next;
      }
      next = (next + 1) & mask;
    }
    slots[gap] = null;
    size--;
    remember(stream.id, byReset);
  }

  private void remember(int id, boolean byReset) {
    if (closedIds.length == 0) {
      closedIds = new int[REMEMBERED];
      resetHere = new boolean[REMEMBERED];
    }
    int at = closed % REMEMBERED;
    closedIds[at] = id;
    resetHere[at] = byReset;
    closed = closed == Integer.MAX_VALUE ? REMEMBERED : closed + 1;
  }

  /// What is known of a stream that is not open.
  Past past(int id) {
    boolean idle = remote(id) ? id > lastRemote : id > lastLocal;
    if (idle) {
      return Past.IDLE;
    }
    for (int at = 0; at < Math.min(closed, REMEMBERED); at++) {
      if (closedIds[at] == id) {
        return resetHere[at] ? Past.RESET_HERE : Past.ENDED;
      }
    }
    return closed <= REMEMBERED ? Past.SKIPPED : Past.FORGOTTEN;
  }

  /// All that are open now, in the order of their numbers.
  Http2Stream[] all() {
    Http2Stream[] all = new Http2Stream[size];
    int at = 0;
    for (Http2Stream each : slots) {
      if (each != null) {
        all[at++] = each;
      }
    }
    Arrays.sort(all, (a, b) -> Integer.compare(a.id, b.id));
    return all;
  }
}
