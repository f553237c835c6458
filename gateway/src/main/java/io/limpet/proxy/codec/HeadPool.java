package io.limpet.proxy.codec;

import java.util.ArrayDeque;
import java.util.Arrays;

/// The heads that are not in use on one event loop, so that an idle connection has none.
public final class HeadPool {
  private static final int SCRATCH = 4096;

  private final Limits limits;
  private final ArrayDeque<EditableRequestHead> requests = new ArrayDeque<>();
  private final ArrayDeque<EditableResponseHead> responses = new ArrayDeque<>();
  private final Texts texts = new Texts();
  private final HeaderLines spare = new HeaderLines(texts);
  private byte[] scratch = new byte[SCRATCH];

  public HeadPool(Limits limits) {
    this.limits = limits;
  }

  Texts texts() {
    return texts;
  }

  /// Lines for the time of one call: trailers are read into them.
  public HeaderLines spare() {
    return spare;
  }

  /// At least so many bytes for the time of one call, the same array for all. A larger one has what
  /// the last had.
  public byte[] scratch(int size) {
    if (size > scratch.length) {
      scratch = Arrays.copyOf(scratch, Math.max(size, scratch.length * 2));
    }
    return scratch;
  }

  EditableRequestHead request() {
    EditableRequestHead head = requests.pollLast();
    return head == null ? new EditableRequestHead(this) : head;
  }

  EditableResponseHead response() {
    EditableResponseHead head = responses.pollLast();
    return head == null ? new EditableResponseHead(this) : head;
  }

  void give(EditableRequestHead head) {
    if (keeps(requests.size(), head.lines())) {
      requests.addLast(head);
    }
  }

  void give(EditableResponseHead head) {
    if (keeps(responses.size(), head.lines())) {
      responses.addLast(head);
    }
  }

  private boolean keeps(int size, HeaderLines lines) {
    return size < limits.pooledHeads() && lines.capacity() <= limits.pooledHeadBytes();
  }
}
