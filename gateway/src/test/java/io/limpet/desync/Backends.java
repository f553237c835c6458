package io.limpet.desync;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Servers of several kinds that read the same bytes: where they find the same requests, nobody can
/// be led to find others.
final class Backends {
  private Backends() {}

  /// The requests that a careless server finds.
  static List<String> careless(String bytes, boolean lengthFirst) throws IOException {
    Reading reading = new Reading(new ByteArrayInputStream(RawEndpoint.latin1(bytes)), lengthFirst);
    List<String> found = new ArrayList<>();
    for (Reading.Message request = reading.request(_ -> {});
        request != null;
        request = reading.request(_ -> {})) {
      found.add(request.text());
    }
    return found;
  }

  /// Those that Netty's decoder finds, `refused` among them.
  static List<String> netty(String bytes) {
    EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
    var _ = channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
    List<String> found = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    String line = "";
    for (HttpObject each = channel.readInbound(); each != null; each = channel.readInbound()) {
      if (each instanceof HttpRequest head) {
        line = head.method() + " " + head.uri();
      }
      if (each instanceof HttpContent piece) {
        body.append(piece.content().toString(StandardCharsets.ISO_8859_1));
      }
      if (each instanceof LastHttpContent) {
        found.add(Reading.Message.told(line, body.toString()));
        body.setLength(0);
      }
      if (each.decoderResult().isFailure()) {
        found.add("refused");
      }
      ReferenceCountUtil.release(each);
    }
    var _ = channel.finishAndReleaseAll();
    return found;
  }
}
