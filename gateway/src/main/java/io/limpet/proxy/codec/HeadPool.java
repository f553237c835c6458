package io.limpet.proxy.codec;

import java.util.ArrayDeque;

/// The heads that are not in use on one event loop, so that an idle connection has none.
public final class HeadPool {
  private final Limits limits;
  private final ArrayDeque<Http1RequestHead> requests = new ArrayDeque<>();
  private final ArrayDeque<Http1ResponseHead> responses = new ArrayDeque<>();

  public HeadPool(Limits limits) {
    this.limits = limits;
  }

  Http1RequestHead request() {
    Http1RequestHead head = requests.pollLast();
    return head == null ? new Http1RequestHead(this) : head;
  }

  Http1ResponseHead response() {
    Http1ResponseHead head = responses.pollLast();
    return head == null ? new Http1ResponseHead(this) : head;
  }

  void give(Http1RequestHead head) {
    if (keeps(requests.size(), head.lines())) {
      requests.addLast(head);
    }
  }

  void give(Http1ResponseHead head) {
    if (keeps(responses.size(), head.lines())) {
      responses.addLast(head);
    }
  }

  private boolean keeps(int size, HeaderLines lines) {
    return size < limits.pooledHeads() && lines.capacity() <= limits.pooledHeadBytes();
  }
}
