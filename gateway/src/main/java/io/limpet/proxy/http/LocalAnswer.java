package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.http.LocalReplyRewrite.Rewritten;
import java.nio.charset.StandardCharsets;

/// Writes answers of our own (Envoy: source/common/http/utility.cc, sendLocalReply).
final class LocalAnswer {
  private LocalAnswer() {}

  static void send(Exchange exchange, ClientStream client, LocalReply reply) {
    boolean bad = reply.status() == 400 && !exchange.serving().http().http1().keepOnError();
    if (reply.close() || bad) {
      client.closeAfterAnswer();
    }
    EditableResponseHead head = head(client.heads(), reply);
    exchange.run().local(head);
    exchange.localStatus(reply.status());
    Rewritten last = exchange.serving().localReplies().rewrite(exchange, reply, head);
    boolean grpc = !exchange.answerChanged() && GrpcReply.isWanted(exchange.head());
    if (exchange.requestRead() && grpc) {
      GrpcReply.finish(exchange, head, reply, last);
      exchange.answer(head);
    } else {
      head.status(last.status());
      byte[] body = last.body().getBytes(StandardCharsets.ISO_8859_1);
      head.localBody(body.length, last.type());
      exchange.answer(head);
      if (body.length > 0) {
        exchange.answerBody(
            exchange.worker().allocator().directBuffer(body.length).writeBytes(body));
      }
    }
    if (!reply.flagsBefore().equals(reply.flags())) {
      exchange.outcome(reply.flags(), reply.details());
    }
    exchange.answerEnd();
  }

  /// A head alone, of which nothing is made that is made of answers of our own. Its status is told
  /// late, as Envoy sets it for answers of the router and of its own alone.
  static void sendHead(Exchange exchange, HeadPool heads, LocalReply reply) {
    exchange.answerUntold(head(heads, reply));
    exchange.answerEnd();
  }

  private static EditableResponseHead head(HeadPool heads, LocalReply reply) {
    EditableResponseHead head = EditableResponseHead.local(heads, reply.status());
    for (HeaderLine line : reply.lines()) {
      head.add(line);
    }
    return head;
  }
}
