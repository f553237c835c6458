package io.limpet.proxy.http;

import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.Http1ResponseHead;
import io.limpet.proxy.http.LocalReplyRewrite.Rewritten;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Makes an answer of a [LocalReply]: as the listener rewrites it, and as gRPC clients read it.
final class LocalAnswer {
  private LocalAnswer() {}

  static void give(Exchange exchange, LocalReply reply, HeadPool heads) {
    Http1ResponseHead head = Http1ResponseHead.local(heads, reply.status());
    for (HeaderLine line : reply.lines()) {
      head.add(line);
    }
    exchange.run().local(head);
    exchange.localStatus(reply.status());
    Rewritten last = exchange.serving().localReplies().rewrite(exchange, reply, head);
    if (GrpcReply.isWanted(exchange.head())) {
      GrpcReply.finish(head, reply, last);
      exchange.answer(head);
    } else {
      head.status(last.status());
      byte[] body = last.body().getBytes(StandardCharsets.ISO_8859_1);
      head.localBody(body.length, last.type());
      exchange.answer(head);
      if (body.length > 0) {
        ByteBuf bytes = exchange.worker().allocator().directBuffer(body.length);
        exchange.answerBody(bytes.writeBytes(body));
      }
    }
    exchange.answerEnd();
  }
}
