package io.limpet.proxy.codec;

import java.util.ArrayDeque;

/// The heads that are not in use on one event loop, so that an idle connection has none.
public final class HeadPool {
  private final Limits limits;
  private final ArrayDeque<EditableRequestHead> requests = new ArrayDeque<>();
  private final ArrayDeque<EditableResponseHead> responses = new ArrayDeque<>();

  public HeadPool(Limits limits) {
    this.limits = limits;
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
