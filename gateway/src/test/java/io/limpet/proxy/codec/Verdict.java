package io.limpet.proxy.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.limpet.sameness.Tree;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a parser makes of some bytes: the messages that it reads whole, and how it ends.
record Verdict(List<Message> messages, End end, String why) {
  enum End {
    /// It waits for more of a head, or for a next message.
    OPEN,
    /// It waits for more of a body.
    IN_BODY,
    /// What follows is another protocol's, or is not read: the connection ends.
    OVER,
    REFUSED
  }

  /// Method and target, or a status; headers as `name: value`.
  record Message(String first, String body, List<String> headers) {}

  /// What our parsers make of it.
  static Verdict ours(String text, boolean requests) {
    Ours reader = requests ? new OurRequests() : new OurAnswers();
    Wire.feed(text, reader::read);
    return new Verdict(reader.messages, reader.end, reader.why);
  }

  private abstract static class Ours implements BodySink {
    final BodyReader bodies = new BodyReader(Limits.DEFAULT, false);
    final List<Message> messages = new ArrayList<>();
    final StringBuilder body = new StringBuilder();
    String first = "";
    List<String> headers = List.of();
    End end = End.OPEN;
    String why = "";

    /// Reads a head; whether nothing is read behind its message.
    abstract Progress head(ByteBuf in);

    abstract boolean last();

    abstract void close();

    @Override
    public void content(ByteBuf piece) {
      body.append(piece.toString(ISO_8859_1));
      piece.release();
    }

    Progress read(ByteBuf in) {
      while (end == End.OPEN && in.isReadable()) {
        Progress progress = head(in);
        if (progress == Progress.DONE) {
          end = End.IN_BODY;
          progress = bodies.read(in, this);
          why = "BODY";
        }
        if (progress == Progress.BAD) {
          end = End.REFUSED;
        } else if (progress == Progress.MORE) {
          break;
        } else {
          messages.add(new Message(first, body.toString(), headers));
          body.setLength(0);
          end = last() ? End.OVER : End.OPEN;
        }
      }
      close();
      return Progress.MORE;
    }

    static List<String> headers(HeaderLines lines) {
      List<String> headers = new ArrayList<>();
      for (int line = 0; line < lines.count(); line++) {
        if (!lines.gone(line)) {
          headers.add(lines.text(lines.name(line), lines.nameEnd(line)) + ": " + lines.text(line));
        }
      }
      return headers;
    }
  }

  private static final class OurRequests extends Ours {
    final RequestParser parser = Wire.requests();
    boolean last;

    @Override
    Progress head(ByteBuf in) {
      Progress progress = parser.parse(in);
      if (progress == Progress.DONE) {
        EditableRequestHead head = parser.head();
        RequestTarget target = head.target();
        String asked = head.lines().text(target.start(), target.end());
        first = head.method() + " " + asked;
        headers = headers(head.lines());
        boolean hostInTarget = !asked.startsWith("/");
        headers.removeIf(
            line -> (hostInTarget && line.startsWith("host: ")) || line.startsWith("te: "));
        last = !head.keepAlive() || !head.upgrade().isEmpty() || first.startsWith("CONNECT ");
        bodies.begin(head.framing(), head.contentLength());
        head.release();
      } else if (progress == Progress.BAD) {
        why = parser.refusal().name();
        parser.head().release();
      }
      return progress;
    }

    @Override
    boolean last() {
      return last;
    }

    @Override
    void close() {
      parser.close();
    }
  }

  private static final class OurAnswers extends Ours {
    final ResponseParser parser = new ResponseParser(Limits.DEFAULT, new HeadPool(Limits.DEFAULT));
    boolean last;

    @Override
    Progress head(ByteBuf in) {
      Progress progress = parser.parse(in);
      if (progress == Progress.DONE) {
        EditableResponseHead head = parser.head();
        first = Integer.toString(head.status());
        headers = headers(head.lines());
        last = head.status() == 101 || (!head.keepAlive() && !head.interim());
        bodies.begin(head.framing(), head.contentLength());
        head.release();
      } else if (progress == Progress.BAD) {
        why = "HEAD";
      }
      return progress;
    }

    @Override
    boolean last() {
      return last;
    }

    @Override
    void close() {
      parser.close();
    }
  }

  /// What Netty's decoder makes of it.
  static Verdict netty(String text, boolean requests) {
    HttpObjectDecoder decoder = requests ? new HttpRequestDecoder() : new HttpResponseDecoder();
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    var _ = channel.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
    List<Message> messages = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    String first = "";
    List<String> headers = List.of();
    End end = End.OPEN;
    for (Object each = channel.readInbound(); each != null; each = channel.readInbound()) {
      if (!(each instanceof HttpObject read)) {
        end = End.OVER;
      } else if (read.decoderResult().isFailure()) {
        end = End.REFUSED;
      } else if (each instanceof HttpMessage head) {
        end = End.IN_BODY;
        first = first(head);
        headers =
            head.headers().entries().stream()
                .map(line -> line.getKey().toLowerCase(Locale.ROOT) + ": " + line.getValue())
                .toList();
      }
      if (each instanceof HttpContent piece) {
        body.append(piece.content().toString(ISO_8859_1));
      }
      if (each instanceof LastHttpContent && end == End.IN_BODY) {
        messages.add(new Message(first, body.toString(), headers));
        body.setLength(0);
        end = End.OPEN;
      }
      ReferenceCountUtil.release(each);
    }
    var _ = channel.finishAndReleaseAll();
    return new Verdict(messages, end, "");
  }

  private static String first(HttpMessage head) {
    return switch (head) {
      case HttpRequest request -> request.method() + " " + request.uri();
      case HttpResponse response -> Integer.toString(response.status().code());
      default -> head.toString();
    };
  }

  /// What llhttp made of it, as its script has written it.
  static Verdict written(List<Object> verdict) {
    List<Message> messages = new ArrayList<>();
    for (Object each : verdict.subList(0, verdict.size() - 1)) {
      List<Object> parts = Tree.list(each);
      messages.add(
          new Message(
              String.valueOf(parts.get(0)),
              String.valueOf(parts.get(1)),
              Tree.texts(parts.get(2))));
    }
    String end = String.valueOf(verdict.getLast());
    return switch (end) {
      case "open" -> new Verdict(messages, End.OPEN, end);
      case "upgrade", "HPE_CLOSED_CONNECTION" -> new Verdict(messages, End.OVER, end);
      default -> new Verdict(messages, End.REFUSED, end);
    };
  }
}
