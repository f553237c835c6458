package io.limpet.proxy.codec;

import io.limpet.proxy.plan.Http1Plan.HeaderCase;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the heads of one upstream connection's responses.
///
/// As Envoy does, it takes any version's number, a missing reason, line ends of LF alone, and
/// folded lines. It takes no empty line before a head, and nothing that leaves the body's length in
/// doubt.
public final class ResponseParser {
  private static final byte[] STATUS_LINE = {
    'H', 'T', 'T', 'P', '/', '0', '.', '0', ' ', '0', '0', '0'
  };
  private static final int MAJOR = 5;
  private static final int MINOR = 7;
  private static final int STATUS = 9;

  private enum Phase {
    STATUS,
    REASON,
    LINE_FEED,
    LINES
  }

  private final Limits limits;
  private final HeadPool pool;
  private final HeaderScanner scanner;

  private @Nullable EditableResponseHead reading;
  private @Nullable EditableResponseHead complete;
  private Phase phase = Phase.STATUS;
  private boolean headMethod;
  private int switching;
  private boolean bad;
  private int at;

  public ResponseParser(Limits limits, HeadPool pool) {
    this.limits = limits;
    this.pool = pool;
    this.scanner = new HeaderScanner(limits.responseHeaders(), true);
  }

  /// A request was sent whose answer is read next. An answer to HEAD has no body, and neither has
  /// one of the `switching` status.
  public void expect(boolean headMethod, int switching) {
    this.headMethod = headMethod;
    this.switching = switching;
  }

  /// Reads on. After [Progress#DONE] `head` is the response's, a 1xx among them, and the buffer
  /// stands behind it; after an [EditableResponseHead#interim] one another head follows.
  /// [Progress#BAD] is a protocol error (Envoy: 502 UPE).
  public Progress parse(ByteBuf in) {
    EditableResponseHead head = reading;
    if (bad) {
      return Progress.BAD;
    }
    if (head == null) {
      if (!in.isReadable()) {
        return Progress.MORE;
      }
      head = begin();
    }
    HeaderLines lines = head.lines();
    Progress progress = Progress.MORE;
    while (progress == Progress.MORE && lines.fill(in, limits.responseHeadBytes())) {
      progress = scan(head);
    }
    if (progress == Progress.DONE) {
      in.readerIndex(in.readerIndex() - (lines.length() - scanner.at()));
      progress = rules(head) ? Progress.DONE : Progress.BAD;
    }
    if (progress == Progress.MORE && in.isReadable()) {
      progress = Progress.BAD;
    }
    return finish(head, progress);
  }

  private boolean rules(EditableResponseHead head) {
    return ResponseRules.apply(head, headMethod, switching, limits.chunkedLength());
  }

  private Progress finish(EditableResponseHead head, Progress progress) {
    if (progress == Progress.DONE) {
      reading = null;
      complete = head;
    } else if (progress == Progress.BAD) {
      bad = true;
      close();
    }
    return progress;
  }

  /// The head that was read; the caller releases it when it was written or dropped.
  public EditableResponseHead head() {
    return Objects.requireNonNull(complete);
  }

  /// Whether any byte of a head has come: then the peer's close is a protocol error.
  public boolean started() {
    return reading != null;
  }

  /// Gives back what is held of a head that will not be completed.
  public void close() {
    EditableResponseHead head = reading;
    reading = null;
    if (head != null) {
      head.release();
    }
  }

  private EditableResponseHead begin() {
    EditableResponseHead head = pool.response();
    head.begin(limits.responses().headerCase() == HeaderCase.PRESERVED);
    reading = head;
    phase = Phase.STATUS;
    at = 0;
    return head;
  }

  private Progress scan(EditableResponseHead head) {
    HeaderLines lines = head.lines();
    byte[] bytes = lines.bytes();
    int limit = lines.length();
    while (at < limit && phase != Phase.LINES) {
      boolean good =
          switch (phase) {
            case STATUS -> status(head, bytes, limit);
            case REASON -> reason(head, bytes, limit);
            case LINE_FEED -> lineFeed(head, bytes);
            case LINES -> true;
          };
      if (!good) {
        return Progress.BAD;
      }
    }
    return phase == Phase.LINES ? scanner.scan(lines) : Progress.MORE;
  }

  private boolean status(EditableResponseHead head, byte[] bytes, int limit) {
    while (at < limit) {
      byte octet = bytes[at];
      boolean number = at == MAJOR || at == MINOR || at >= STATUS;
      if (number ? !Octets.digit(octet) : octet != STATUS_LINE[at]) {
        return false;
      }
      at++;
      if (at == STATUS_LINE.length) {
        return statusEnd(head, bytes);
      }
    }
    return true;
  }

  private boolean statusEnd(EditableResponseHead head, byte[] bytes) {
    int status = 0;
    for (int index = STATUS; index < STATUS_LINE.length; index++) {
      status = status * 10 + bytes[index] - '0';
    }
    head.status(status);
    head.http10(bytes[MAJOR] == '0' || (bytes[MAJOR] == '1' && bytes[MINOR] == '0'));
    phase = Phase.REASON;
    return status >= 100;
  }

  private boolean reason(EditableResponseHead head, byte[] bytes, int limit) {
    if (at == STATUS_LINE.length && bytes[at] != Octets.SPACE && !lineEnd(bytes[at])) {
      return false;
    }
    at = Octets.control(bytes, at, limit);
    if (at == limit) {
      return true;
    }
    byte octet = bytes[at];
    at++;
    if (octet == Octets.LF) {
      lines(head);
      return true;
    }
    phase = octet == Octets.TAB ? Phase.REASON : Phase.LINE_FEED;
    return octet == Octets.CR || octet == Octets.TAB;
  }

  private static boolean lineEnd(byte octet) {
    return octet == Octets.CR || octet == Octets.LF;
  }

  private boolean lineFeed(EditableResponseHead head, byte[] bytes) {
    boolean good = bytes[at] == Octets.LF;
    at++;
    lines(head);
    return good;
  }

  private void lines(EditableResponseHead head) {
    phase = Phase.LINES;
    head.linesStart(at);
    scanner.begin(at);
  }
}
