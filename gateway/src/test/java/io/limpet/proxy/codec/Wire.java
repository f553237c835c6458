package io.limpet.proxy.codec;

import io.limpet.proxy.head.ProxyProtocolData;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.plan.Connections.Style;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Feeds the codec as a connection would: a text as bytes, whole or cut into reads.
final class Wire {
  static final ConnectionEnds ENDS =
      new ConnectionEnds(
          "http",
          "192.0.2.1:4000",
          "192.0.2.1",
          "192.0.2.9:80",
          "192.0.2.1:4000",
          TlsFacts.NONE,
          ProxyProtocolData.NOBODY);

  private Wire() {}

  static ByteBuf bytes(String latin1) {
    return Unpooled.wrappedBuffer(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  static String text(ByteBuf buffer) {
    String text = buffer.toString(StandardCharsets.ISO_8859_1);
    buffer.release();
    return text;
  }

  static ByteBuf out() {
    return ByteBufAllocator.DEFAULT.buffer(256);
  }

  static RequestParser requests() {
    return requests(Limits.DEFAULT);
  }

  static RequestParser requests(Limits limits) {
    return new RequestParser(limits, new HeadPool(limits), ENDS);
  }

  /// The head of a request that must be good.
  static EditableRequestHead request(String text) {
    RequestParser parser = requests();
    Progress progress = parser.parse(bytes(text));
    if (progress != Progress.DONE) {
      String why = progress == Progress.BAD ? parser.refusal().details() : "incomplete";
      throw new AssertionError(why + ": " + text);
    }
    return parser.head();
  }

  /// The head of a response that must be good.
  static EditableResponseHead response(String text) {
    return response(text, false, false);
  }

  static EditableResponseHead response(String text, boolean headMethod, boolean upgrade) {
    ResponseParser parser = new ResponseParser(Limits.DEFAULT, new HeadPool(Limits.DEFAULT));
    parser.expect(headMethod, upgrade ? 101 : 0);
    Progress progress = parser.parse(bytes(text));
    if (progress != Progress.DONE) {
      throw new AssertionError(progress + ": " + text);
    }
    return parser.head();
  }

  /// What goes upstream for a request.
  static String upstream(EditableRequestHead head) {
    ByteBuf out = out();
    UpstreamRequestWriter.write(head, Style.DEFAULT, out);
    return text(out);
  }

  /// A reader of some bytes: one call for each read of a connection.
  interface Reads {
    Progress read(ByteBuf in);
  }

  /// Hands a text over in reads that end at the given places, and keeps what was not taken. The
  /// buffer is a plain one, which paranoid leak detection does not slow down: that nothing holds
  /// it is checked here.
  static Progress feed(String text, Reads reads, int... cuts) {
    ByteBuf in = Unpooled.buffer(256);
    Progress progress = Progress.MORE;
    int from = 0;
    for (int index = 0; index <= cuts.length && progress == Progress.MORE; index++) {
      int to = index < cuts.length ? cuts[index] : text.length();
      in.writeCharSequence(text.substring(from, to), StandardCharsets.ISO_8859_1);
      from = to;
      progress = reads.read(in);
    }
    if (!in.release()) {
      throw new AssertionError("something still holds the buffer: " + in);
    }
    return progress;
  }

  /// The places that cut a text into single bytes.
  static int[] everyByte(String text) {
    int[] cuts = new int[Math.max(0, text.length() - 1)];
    for (int index = 0; index < cuts.length; index++) {
      cuts[index] = index + 1;
    }
    return cuts;
  }

  /// A text with some of its bytes changed, left out, doubled or exchanged for telling ones.
  static String mutated(String text, Random random) {
    StringBuilder out = new StringBuilder(text);
    String telling = "\r\n\t \0:;,#?%/\\\u007f\u0080\u00ff019aFgx";
    for (int turns = 1 + random.nextInt(4); turns > 0 && out.length() > 0; turns--) {
      int at = random.nextInt(out.length());
      switch (random.nextInt(4)) {
        case 0 -> out.setCharAt(at, telling.charAt(random.nextInt(telling.length())));
        case 1 -> out.deleteCharAt(at);
        case 2 -> out.insert(at, telling.charAt(random.nextInt(telling.length())));
        default -> out.insert(at, out.substring(at, Math.min(out.length(), at + 12)));
      }
    }
    return out.toString();
  }
}
