package io.limpet.proxy.codec;

import io.limpet.proxy.plan.Http1Plan;
import io.limpet.proxy.plan.Http1Plan.UpgradeTest;
import io.limpet.proxy.plan.UpgradePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a request head must be as a whole (RFC 9112, 3.2 and 6; RFC 9110, 7.6.1), and what it says
/// of its connection. The answers are Envoy's, as tried on Envoy 1.40; where this is stricter,
/// docs/envoy-differences.md has a row.
final class RequestRules {
  private static final int MAX_NOMINATED = 10;
  private static final HeaderLine TE_TRAILERS = HeaderLine.of("te", "trailers");
  private static final HeaderName HOST = HeaderName.of("host");
  private static final HeaderName UPGRADE = HeaderName.of("upgrade");

  private RequestRules() {}

  /// Completes the head, or says why it is refused.
  static @Nullable Refusal apply(
      EditableRequestHead head, int major, int minor, Http1Plan options) {
    boolean old = major != 1 || minor != 1; // any other, as in balsa_parser.cc
    boolean versionServed = !old || options.http10();
    head.method(head.methodNumber(), old && options.http10());
    Refusal refusal = startsWell(head) ? null : Refusal.CODEC_ERROR;
    if (refusal == null) {
      int dropped = UnderscoreNames.heed(head.lines(), options.underscores());
      head.namesDropped(Math.max(dropped, 0));
      refusal = dropped == UnderscoreNames.REFUSED ? Refusal.UNEXPECTED_UNDERSCORE : null;
    }
    if (refusal == null) {
      refusal = framing(head, options.chunkedLength());
    }
    boolean twoHosts = severalHosts(head.lines());
    if (refusal == null) {
      refusal = form(head, options.absoluteUrl());
    }
    if (refusal == null && !versionServed) {
      refusal = Refusal.LOW_VERSION;
    }
    if (refusal == null) {
      refusal = connection(head, options.ignoredUpgrades());
    }
    InlineHeaders.joinOfRequest(head.lines());
    return refusal == null ? host(head.lines(), twoHosts) : refusal;
  }

  /// A path, `*`, an authority for CONNECT, or a URL (Envoy: balsa_parser.cc, isUrlValid).
  private static boolean startsWell(EditableRequestHead head) {
    RequestTarget target = head.target();
    byte[] bytes = head.lines().bytes();
    byte first = bytes[target.start()];
    return first == '/'
        || first == '*'
        || head.connectMethod()
        || Authority.schemeEnd(bytes, target.start(), target.end()) >= 0;
  }

  private static boolean severalHosts(HeaderLines lines) {
    int host = lines.find(KnownHeader.HOST, 0);
    return host >= 0 && lines.find(KnownHeader.HOST, host + 1) >= 0;
  }

  private static @Nullable Refusal host(HeaderLines lines, boolean several) {
    if (several) {
      return Refusal.CODEC_ERROR;
    }
    int host = lines.find(KnownHeader.HOST, 0);
    return host < 0 || isAuthority(lines, host) ? null : Refusal.INVALID_AUTHORITY;
  }

  private static @Nullable Refusal framing(EditableRequestHead head, boolean chunkedLength) {
    HeaderLines lines = head.lines();
    boolean encoded = lines.has(KnownHeader.TRANSFER_ENCODING);
    if (!lines.has(KnownHeader.CONTENT_LENGTH)) {
      return encoded ? transferEncoding(head) : null;
    }
    long length = BodyLength.contentLength(lines);
    if (BodyLength.severalLengths(lines)
        || (length < 0 && !(encoded && BodyLength.chunked(lines)))) {
      return Refusal.CODEC_ERROR;
    }
    if (head.connectMethod() && !BodyLength.isZero(lines)) {
      return Refusal.BODY_DISALLOWED;
    }
    if (encoded && chunkedLength) {
      lines.removeAll(KnownHeader.CONTENT_LENGTH);
      return transferEncoding(head);
    }
    if (encoded) {
      return Refusal.LENGTH_AND_CHUNKED;
    }
    if (head.connectMethod()) {
      lines.removeAll(KnownHeader.CONTENT_LENGTH);
      return null;
    }
    head.framing(length == 0 ? Framing.NONE : Framing.LENGTH, length);
    return null;
  }

  private static @Nullable Refusal transferEncoding(EditableRequestHead head) {
    if (!BodyLength.chunked(head.lines()) || head.connectMethod()) {
      return Refusal.INVALID_TRANSFER_ENCODING;
    }
    if (head.http10()) {
      return Refusal.CODEC_ERROR;
    }
    head.lines().removeAll(KnownHeader.TRANSFER_ENCODING);
    head.framing(Framing.CHUNKED, 0);
    return null;
  }

  private static @Nullable Refusal connection(EditableRequestHead head, List<UpgradeTest> ignored) {
    HeaderLines lines = head.lines();
    ConnectionTokens tokens = head.tokens();
    if (lines.has(KnownHeader.CONNECTION)) {
      tokens.read(lines);
      if (tokens.count() >= MAX_NOMINATED || tokens.forbidden()) {
        return Refusal.CONNECTION_REJECTED;
      }
    }
    if (tokens.upgrade() && !ignored.isEmpty()) {
      ignoreUpgrades(lines, ignored);
    }
    boolean http10 = head.http10();
    if (lines.has(KnownHeader.PROXY_CONNECTION)) {
      tokens.readClose(lines, lines.find(KnownHeader.PROXY_CONNECTION, 0));
    }
    boolean keepAlive = !tokens.close() && (!http10 || tokens.keepAlive());
    String upgrade = tokens.upgrade() && !http10 ? upgrade(lines) : "";
    if (upgrade.isEmpty() && head.connectMethod()) {
      upgrade = UpgradePlan.CONNECT;
    }
    head.connection(keepAlive, !http10 && expectsContinue(lines), upgrade);
    if (!upgrade.isEmpty() && head.framing() == Framing.CHUNKED) {
      head.framing(Framing.NONE, 0); // what follows is in no chunks (balsa_parser.cc, upgrades)
    }
    lines.removeAll(KnownHeader.KEEP_ALIVE);
    lines.removeAll(KnownHeader.PROXY_CONNECTION);
    if (upgrade.isEmpty() || head.connectMethod()) {
      lines.removeAll(KnownHeader.CONNECTION);
      lines.removeAll(KnownHeader.UPGRADE);
    }
    if (lines.has(KnownHeader.TE)) {
      te(lines);
    }
    return null;
  }

  /// An upgrade to HTTP/2 in clear text is not done: the request is then an ordinary one. Several
  /// lines are one list, which is no protocol of any configuration's.
  private static String upgrade(HeaderLines lines) {
    int line = lines.find(KnownHeader.UPGRADE, 0);
    if (line < 0) {
      return "";
    }
    String token = lines.text(line).toLowerCase(Locale.ROOT);
    if (lines.find(KnownHeader.UPGRADE, line + 1) >= 0) {
      return token + ",";
    }
    return token.equals("h2c") ? "" : token;
  }

  /// Takes protocols whose upgrade is not heard out of the list.
  private static void ignoreUpgrades(HeaderLines lines, List<UpgradeTest> ignored) {
    int line = lines.find(KnownHeader.UPGRADE, 0);
    if (line < 0) {
      return;
    }
    List<String> left = new ArrayList<>();
    for (String protocol : lines.text(line).split(",", -1)) {
      String name = protocol.strip();
      if (ignored.stream().noneMatch(test -> test.test(name))) {
        left.add(name);
      }
    }
    lines.removeAll(KnownHeader.UPGRADE);
    if (!left.isEmpty()) {
      lines.add(UPGRADE, String.join(",", left));
    }
  }

  private static boolean expectsContinue(HeaderLines lines) {
    int line = lines.find(KnownHeader.EXPECT, 0);
    return line >= 0
        && lines.find(KnownHeader.EXPECT, line + 1) < 0
        && Octets.equalsIgnoreCase(
            "100-continue", lines.bytes(), lines.value(line), lines.valueEnd(line));
  }

  /// Only `trailers` goes on, and only written so (Envoy compares its case).
  private static void te(HeaderLines lines) {
    int only = lines.find(KnownHeader.TE, 0);
    if (lines.text(only).equals("trailers") && lines.find(KnownHeader.TE, only + 1) < 0) {
      return;
    }
    boolean trailers = false;
    for (int line = lines.find(KnownHeader.TE, 0);
        line >= 0;
        line = lines.find(KnownHeader.TE, line + 1)) {
      for (String token : lines.text(line).split(",", -1)) {
        trailers |= token.strip().equals("trailers");
      }
    }
    lines.removeAll(KnownHeader.TE);
    if (trailers) {
      lines.add(TE_TRAILERS);
    }
  }

  private static boolean isAuthority(HeaderLines lines, int host) {
    for (int at = lines.value(host); at < lines.valueEnd(host); at++) {
      if (!Octets.authority(lines.bytes()[at])) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Refusal form(EditableRequestHead head, boolean absoluteUrl) {
    RequestTarget target = head.target();
    byte first = head.lines().bytes()[target.start()];
    if (head.connectMethod()) {
      return authorityForm(head);
    }
    if (first == '/') {
      target.takeWhole();
      return null;
    }
    if (first == '*') {
      target.takeWhole();
      return head.methodNumber() == Method.OPTIONS ? null : Refusal.INVALID_URL;
    }
    if (!absoluteUrl) {
      target.takeWhole();
      return null;
    }
    return absoluteForm(head);
  }

  private static @Nullable Refusal authorityForm(EditableRequestHead head) {
    RequestTarget target = head.target();
    byte[] bytes = head.lines().bytes();
    long authority = Authority.read(bytes, target.start(), target.end());
    if (authority == Authority.BAD
        || Authority.end(authority) != target.end()
        || !Authority.hasPort(bytes, authority)) {
      return Refusal.INVALID_URL;
    }
    target.take(target.end(), target.end());
    replaceHost(head, authority);
    return null;
  }

  private static @Nullable Refusal absoluteForm(EditableRequestHead head) {
    RequestTarget target = head.target();
    byte[] bytes = head.lines().bytes();
    int colon = Authority.schemeEnd(bytes, target.start(), target.end());
    if (colon < 0) {
      return Refusal.CODEC_ERROR;
    }
    if (!Authority.http(bytes, target.start(), colon)) {
      return Refusal.INVALID_SCHEME;
    }
    long authority = Authority.read(bytes, colon + 3, target.end());
    if (authority == Authority.BAD) {
      return Refusal.INVALID_URL;
    }
    if (Authority.end(authority) == target.end()) {
      target.path("/");
    } else {
      target.take(Authority.end(authority), target.end());
    }
    replaceHost(head, authority);
    return null;
  }

  private static void replaceHost(EditableRequestHead head, long authority) {
    String host = head.lines().text(Authority.start(authority), Authority.end(authority));
    head.set(HOST, host);
  }
}
