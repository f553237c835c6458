package io.limpet.proxy.codec;

import org.jspecify.annotations.Nullable;

/// A response's head: an upstream's, or one that is made here (a local reply).
///
/// The headers that concern the upstream connection alone are gone once it is read: `connection`
/// and what it nominates, `keep-alive`, `proxy-connection`, `transfer-encoding`, and `upgrade`.
/// Only where an upgrade was asked for, `connection` and `upgrade` stay if both are there.
public final class EditableResponseHead implements EditableHeaders {
  private static final HeaderName CONTENT_TYPE = HeaderName.of("content-type");
  private static final HeaderName CONTENT_LENGTH = HeaderName.of("content-length");

  private final HeadPool pool;
  private final HeaderLines lines;
  private final ConnectionTokens tokens = new ConnectionTokens();

  private int status;
  private int linesStart;
  private boolean http10;
  private Framing framing = Framing.NONE;
  private long contentLength;
  private boolean keepAlive;
  private boolean released;

  EditableResponseHead(HeadPool pool) {
    this.pool = pool;
    this.lines = new HeaderLines(pool.texts());
  }

  /// Begins a reply of our own, with no body so far.
  public static EditableResponseHead local(HeadPool pool, int status) {
    EditableResponseHead head = pool.response();
    head.begin(false);
    head.status(status);
    return head;
  }

  /// Begins a head that comes over HTTP/2: its lines, status and framing are to be put.
  public static EditableResponseHead http2(HeadPool pool) {
    EditableResponseHead head = local(pool, 0);
    head.keepAlive = true;
    return head;
  }

  /// Gives it a body: `content-length`, and `content-type` where one is given; neither for an empty
  /// one, nor where a status has none.
  public void localBody(int bytes, @Nullable String contentType) {
    if (bytes == 0 || hasNoBody()) {
      withoutBody();
      remove(CONTENT_TYPE);
      return;
    }
    framing(Framing.LENGTH, bytes);
    set(CONTENT_LENGTH, Integer.toString(bytes));
    if (contentType != null) {
      set(CONTENT_TYPE, contentType);
    }
  }

  /// Envoy writes a body that is configured all the same, and clients take it for the next answer.
  private boolean hasNoBody() {
    return status == 204 || status == 304;
  }

  void begin(boolean keepsCase) {
    lines.begin(keepsCase);
    tokens.clear();
    status = 0;
    linesStart = 0;
    http10 = false;
    framing = Framing.NONE;
    contentLength = 0;
    keepAlive = false;
    released = false;
  }

  /// The lines, for codecs.
  @Override
  public HeaderLines lines() {
    return lines;
  }

  @Override
  public boolean isInline(HeaderName name) {
    return InlineHeaders.ofResponses(name);
  }

  ConnectionTokens tokens() {
    return tokens;
  }

  int linesStart() {
    return linesStart;
  }

  void linesStart(int at) {
    this.linesStart = at;
  }

  boolean http10() {
    return http10;
  }

  void http10(boolean http10) {
    this.http10 = http10;
  }

  /// How its body comes.
  public void framing(Framing framing, long contentLength) {
    this.framing = framing;
    this.contentLength = contentLength;
  }

  void keepAlive(boolean keepAlive) {
    this.keepAlive = keepAlive;
  }

  public int status() {
    return status;
  }

  public void status(int status) {
    this.status = status;
  }

  /// Whether another head follows: 1xx, but for 101.
  public boolean interim() {
    return status < 200 && status != 101;
  }

  /// How the body comes from the upstream.
  public Framing framing() {
    return framing;
  }

  /// For [Framing#LENGTH]; 0 otherwise.
  public long contentLength() {
    return contentLength;
  }

  /// Whether the upstream connection may be used again after this response.
  public boolean keepAlive() {
    return keepAlive;
  }

  /// The size of its headers as Envoy counts it: names and values, and `:status`.
  public int headerBytes() {
    return ":status".length() + 3 + lines.textBytes();
  }

  /// The body is dropped, and the client is told that there is none.
  public void withoutBody() {
    lines.removeAll(KnownHeader.CONTENT_LENGTH);
    framing(Framing.NONE, 0);
  }

  /// The head may not be used any more.
  public void release() {
    if (!released) {
      released = true;
      pool.give(this);
    }
  }
}
