package io.limpet.proxy.health;

import io.limpet.proxy.codec.BodyReader;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.Limits;
import io.limpet.proxy.codec.Progress;
import io.limpet.proxy.codec.ResponseParser;
import io.limpet.proxy.plan.HealthCheckPlan.Header;
import io.limpet.proxy.plan.HealthCheckPlan.Question;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A request to the endpoint in HTTP/1.1, whose answer is read by the rules of all others (Envoy:
/// health_checkers/http/health_checker_impl.cc).
final class HttpCheck implements Check {
  private final Question.Http question;
  private final CheckSocket socket;
  private final ByteBuffer request;

  HttpCheck(Question.Http question, String host, CheckSocket socket) {
    this.question = question;
    this.socket = socket;
    this.request = ByteBuffer.wrap(request(question, host).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String request(Question.Http question, String host) {
    StringBuilder text = new StringBuilder();
    text.append(question.method()).append(' ').append(question.path()).append(" HTTP/1.1\r\n");
    text.append("host: ").append(host).append("\r\n");
    for (Header header : question.headers()) {
      text.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  @Override
  public CheckSocket socket() {
    return socket;
  }

  @Override
  public Finding ask(long timeoutMillis) throws IOException {
    socket.begin(timeoutMillis);
    socket.write(request);
    return new Answer().read();
  }

  /// One answer on its way.
  private final class Answer {
    private final ResponseParser parser =
        new ResponseParser(Limits.DEFAULT, new HeadPool(Limits.DEFAULT));
    private final BodyReader reader = new BodyReader(Limits.DEFAULT);
    private final HttpAnswer told = new HttpAnswer(question);
    private ByteBuf in = Unpooled.EMPTY_BUFFER;

    Finding read() throws IOException {
      parser.expect(question.method().equals("HEAD"), 0);
      EditableResponseHead head = readHead();
      try {
        told.head(head);
        boolean keep = question.reuse() && head.keepAlive();
        readBody(head);
        if (!keep || in.isReadable()) {
          socket.disconnect();
        }
        return told.finding();
      } finally {
        head.release();
      }
    }

    private EditableResponseHead readHead() throws IOException {
      while (true) {
        switch (parser.parse(in)) {
          case MORE -> more();
          case BAD -> throw new ProtocolException("what came is no HTTP response");
          case DONE -> {
            EditableResponseHead head = parser.head();
            if (!head.interim()) {
              return head;
            }
            head.release();
          }
        }
      }
    }

    private void readBody(EditableResponseHead head) throws IOException {
      reader.begin(head.framing(), head.contentLength());
      while (!reader.done()) {
        Progress progress = reader.read(in, told::body);
        if (progress == Progress.BAD) {
          throw new ProtocolException("the body's framing is broken");
        }
        if (progress == Progress.MORE && !more(reader)) {
          return;
        }
      }
    }

    private boolean more(BodyReader reading) throws IOException {
      int count = socket.read();
      if (count < 0) {
        if (reading.closed() != Progress.DONE) {
          throw new EOFException("the answer was cut");
        }
        socket.disconnect();
        return false;
      }
      in = Unpooled.wrappedBuffer(socket.bytes(), 0, count);
      return true;
    }

    private void more() throws IOException {
      int count = socket.read();
      if (count < 0) {
        throw new EOFException("no answer");
      }
      in = Unpooled.wrappedBuffer(socket.bytes(), 0, count);
    }
  }
}
