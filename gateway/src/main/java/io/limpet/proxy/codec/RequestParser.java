package io.limpet.proxy.codec;

import io.limpet.proxy.plan.Http1Plan.HeaderCase;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the heads of one connection's requests.
///
/// One pass, which stops where the bytes stop and goes on from there. One empty line before a
/// request is let pass, as RFC 9112, 2.2 asks; line ends are CR LF and nothing else.
public final class RequestParser {
  private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '0', '.', '0', '\r', '\n'};
  private static final int MAJOR = 5;
  private static final int MINOR = 7;

  private enum Phase {
    START,
    EMPTY_LINE,
    METHOD,
    TARGET,
    NO_VERSION,
    VERSION,
    LINES
  }

  private final Limits limits;
  private final HeadPool pool;
  private final ConnectionEnds ends;
  private final HeaderScanner scanner;

  private @Nullable EditableRequestHead reading;
  private @Nullable EditableRequestHead complete;
  private @Nullable Refusal refusal;
  private Phase phase = Phase.START;
  private boolean emptyLine;
  private int at;
  private int token;
  private int major;
  private int minor;

  public RequestParser(Limits limits, HeadPool pool, ConnectionEnds ends) {
    this.limits = limits;
    this.pool = pool;
    this.ends = ends;
    this.scanner = new HeaderScanner(limits.requestHeaders(), false);
  }

  /// Reads on. After [Progress#DONE] `head` is the request's and the buffer stands behind it;
  /// after [Progress#BAD] `refusal` says why, and `head` has as much as was understood.
  public Progress parse(ByteBuf in) {
    if (refusal != null) {
      return Progress.BAD;
    }
    EditableRequestHead head = reading;
    if (head == null) {
      if (!in.isReadable()) {
        return Progress.MORE;
      }
      head = begin();
    }
    HeaderLines lines = head.lines();
    Progress progress = Progress.MORE;
    while (progress == Progress.MORE && lines.fill(in, limits.requestHeadBytes())) {
      progress = scan(head);
    }
    if (progress == Progress.MORE && in.isReadable()) {
      progress = refuse(Refusal.HEADERS_TOO_LARGE);
    }
    return progress == Progress.MORE ? progress : finish(head, progress, in);
  }

  /// The head that was read; the caller releases it when its exchange is over.
  public EditableRequestHead head() {
    return Objects.requireNonNull(complete);
  }

  public Refusal refusal() {
    return Objects.requireNonNull(refusal);
  }

  /// Whether part of a head has come: such a connection is not idle.
  public boolean started() {
    return reading != null;
  }

  /// Ends a head that does not come to its end; it has as much as came, which may be nothing, and
  /// is the caller's to release.
  public EditableRequestHead giveUp() {
    EditableRequestHead head = reading == null ? begin() : reading;
    reading = null;
    return head;
  }

  /// Gives back what is held of a head that will not be completed: the connection is gone.
  public void close() {
    EditableRequestHead head = reading;
    reading = null;
    if (head != null) {
      head.release();
    }
  }

  private EditableRequestHead begin() {
    EditableRequestHead head = pool.request();
    head.begin(ends, limits.requests().headerCase() == HeaderCase.PRESERVED);
    reading = head;
    phase = Phase.START;
    emptyLine = false;
    at = 0;
    return head;
  }

  private Progress finish(EditableRequestHead head, Progress progress, ByteBuf in) {
    reading = null;
    complete = head;
    if (progress == Progress.BAD) {
      return progress;
    }
    in.readerIndex(in.readerIndex() - (head.lines().length() - scanner.at()));
    head.target().linesStart(token);
    refusal = RequestRules.apply(head, major, minor, limits.requests());
    return refusal == null ? Progress.DONE : Progress.BAD;
  }

  private Progress refuse(Refusal why) {
    refusal = why;
    return Progress.BAD;
  }

  private Progress scan(EditableRequestHead head) {
    HeaderLines lines = head.lines();
    byte[] bytes = lines.bytes();
    int limit = lines.length();
    while (at < limit && phase != Phase.LINES) {
      Progress progress =
          switch (phase) {
            case START -> start(bytes);
            case EMPTY_LINE -> emptyLine(bytes);
            case METHOD -> method(head, bytes, limit);
            case TARGET -> target(head.target(), bytes, limit);
            case NO_VERSION ->
                refuse(bytes[at] == Octets.LF ? Refusal.LOW_VERSION : Refusal.CODEC_ERROR);
            case VERSION -> version(bytes, limit);
            case LINES -> Progress.MORE;
          };
      if (progress == Progress.BAD) {
        return progress;
      }
    }
    return phase == Phase.LINES ? scanLines(lines) : Progress.MORE;
  }

  private Progress scanLines(HeaderLines lines) {
    Progress progress = scanner.scan(lines);
    return progress == Progress.BAD ? refuse(scanner.refusal()) : progress;
  }

  private Progress start(byte[] bytes) {
    if (bytes[at] == Octets.CR && !emptyLine) {
      at++;
      phase = Phase.EMPTY_LINE;
    } else {
      token = at;
      phase = Phase.METHOD;
    }
    return Progress.MORE;
  }

  private Progress emptyLine(byte[] bytes) {
    if (bytes[at] != Octets.LF) {
      return refuse(Refusal.CODEC_ERROR);
    }
    at++;
    emptyLine = true;
    phase = Phase.START;
    return Progress.MORE;
  }

  private Progress method(EditableRequestHead head, byte[] bytes, int limit) {
    while (at < limit && bytes[at] != Octets.SPACE) {
      byte octet = bytes[at];
      if (octet != '-' && (octet < 'A' || octet > 'Z')) {
        return refuse(Refusal.CODEC_ERROR);
      }
      at++;
    }
    if (at < limit) {
      int method = Method.find(bytes, token, at);
      if (method == Method.NONE) {
        return refuse(Refusal.CODEC_ERROR);
      }
      head.method(method, false);
      at++;
      head.target().begin(token, at);
      phase = Phase.TARGET;
    }
    return Progress.MORE;
  }

  private Progress target(RequestTarget target, byte[] bytes, int limit) {
    int here = at;
    while (here < limit && bytes[here] > Octets.SPACE && bytes[here] != 0x7f) {
      if (bytes[here] == '#') {
        target.fragment();
      }
      here++;
    }
    at = here;
    return here == limit ? Progress.MORE : targetEnd(target, bytes[here]);
  }

  private Progress targetEnd(RequestTarget target, byte octet) {
    boolean empty = at == target.start();
    if (!empty && octet == Octets.SPACE) {
      target.end(at);
      at++;
      token = at;
      phase = Phase.VERSION;
      return Progress.MORE;
    }
    if (!empty && octet == Octets.CR) {
      at++;
      phase = Phase.NO_VERSION;
      return Progress.MORE;
    }
    boolean control = Octets.control(octet) && octet != Octets.LF && octet != Octets.TAB;
    return refuse(control ? Refusal.INVALID_CHARACTERS : Refusal.CODEC_ERROR);
  }

  private Progress version(byte[] bytes, int limit) {
    while (at < limit) {
      int index = at - token;
      byte octet = bytes[at];
      boolean number = index == MAJOR || index == MINOR;
      if (number ? !Octets.digit(octet) : octet != VERSION[index]) {
        return refuse(Refusal.CODEC_ERROR);
      }
      at++;
      if (index == VERSION.length - 1) {
        return versionEnd(bytes);
      }
    }
    return Progress.MORE;
  }

  private Progress versionEnd(byte[] bytes) {
    major = bytes[token + MAJOR] - '0';
    minor = bytes[token + MINOR] - '0';
    token = at;
    scanner.begin(at);
    phase = Phase.LINES;
    return Progress.MORE;
  }
}
