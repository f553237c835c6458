package io.limpet.proxy.codec;

/// What a response head must be as a whole (RFC 9112, 6.3), as tried on Envoy 1.40.
final class ResponseRules {
  private ResponseRules() {}

  /// Completes the head; false where it breaks the protocol. With `chunkedLength`, a length beside
  /// chunks is dropped.
  static boolean apply(
      EditableResponseHead head, boolean headMethod, int switching, boolean chunkedLength) {
    HeaderLines lines = head.lines();
    boolean switches = head.status() == switching;
    if (switches && switching >= 200) { // of a CONNECT (RFC 9110, 9.3.6)
      lines.removeAll(KnownHeader.CONTENT_LENGTH);
      lines.removeAll(KnownHeader.TRANSFER_ENCODING);
    }
    boolean chunked = lines.has(KnownHeader.TRANSFER_ENCODING);
    boolean sized = lines.has(KnownHeader.CONTENT_LENGTH);
    if (chunked && sized && chunkedLength) {
      lines.removeAll(KnownHeader.CONTENT_LENGTH);
      sized = false;
    }
    if (chunked && (sized || !BodyLength.chunked(lines))) {
      return false;
    }
    long length = sized ? BodyLength.contentLength(lines) : 0;
    boolean bare = head.status() < 200 || head.status() == 204;
    if (length < 0 || (bare && (chunked || length > 0))) {
      return false;
    }
    if (bare) {
      lines.removeAll(KnownHeader.CONTENT_LENGTH);
    }
    if (bare || switches || head.status() == 304 || headMethod) {
      head.framing(Framing.NONE, 0);
    } else if (chunked) {
      head.framing(Framing.CHUNKED, 0);
    } else if (sized) {
      head.framing(length == 0 ? Framing.NONE : Framing.LENGTH, length);
    } else {
      head.framing(Framing.UNTIL_CLOSE, 0);
    }
    connection(head, switching > 0 && switching < 200);
    InlineHeaders.joinOfResponse(lines);
    return true;
  }

  /// What the endpoint would change to is told to a client that asked for an upgrade, be the answer
  /// 101, 426 or another (Envoy: conn_manager_utility.cc, mutateResponseHeaders).
  private static void connection(EditableResponseHead head, boolean upgradeAsked) {
    HeaderLines lines = head.lines();
    ConnectionTokens tokens = head.tokens();
    if (lines.has(KnownHeader.CONNECTION)) {
      tokens.read(lines);
    }
    boolean willing = !tokens.close() && (!head.http10() || tokens.keepAlive());
    head.keepAlive(willing && head.framing() != Framing.UNTIL_CLOSE);
    lines.removeAll(KnownHeader.TRANSFER_ENCODING);
    lines.removeAll(KnownHeader.KEEP_ALIVE);
    lines.removeAll(KnownHeader.PROXY_CONNECTION);
    if (!upgradeAsked || !tokens.upgrade() || !lines.has(KnownHeader.UPGRADE)) {
      lines.removeAll(KnownHeader.CONNECTION);
      lines.removeAll(KnownHeader.UPGRADE);
    }
  }
}
