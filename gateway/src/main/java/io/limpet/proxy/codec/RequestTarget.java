package io.limpet.proxy.codec;

import org.jspecify.annotations.Nullable;

/// The target of a request in its four forms (RFC 9112, 3.2): where the path is in the head's
/// bytes, and the text that replaced it.
final class RequestTarget {
  private int methodStart;
  private int start;
  private int end;
  private int linesStart;
  private boolean fragment;
  private boolean whole;
  private int pathStart;
  private int pathEnd;
  private @Nullable String path;

  void clear() {
    start = 0;
    end = 0;
    pathStart = 0;
    pathEnd = 0;
    fragment = false;
    whole = false;
    path = null;
  }

  void copy(RequestTarget other) {
    methodStart = other.methodStart;
    start = other.start;
    end = other.end;
    linesStart = other.linesStart;
    fragment = other.fragment;
    whole = other.whole;
    pathStart = other.pathStart;
    pathEnd = other.pathEnd;
    path = other.path;
  }

  void begin(int methodStart, int targetStart) {
    this.methodStart = methodStart;
    this.start = targetStart;
  }

  void end(int targetEnd) {
    this.end = targetEnd;
  }

  void fragment() {
    fragment = true;
  }

  boolean hasFragment() {
    return fragment;
  }

  /// Where the request line begins, and the first header.
  int methodStart() {
    return methodStart;
  }

  int linesStart() {
    return linesStart;
  }

  void linesStart(int at) {
    linesStart = at;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /// Whether the request line can go upstream as it came.
  boolean whole() {
    return whole;
  }

  /// Takes the target as the path.
  void takeWhole() {
    pathStart = start;
    pathEnd = end;
    whole = true;
  }

  /// Takes part of the target as the path.
  void take(int from, int to) {
    pathStart = from;
    pathEnd = to;
  }

  /// Looks for a `#` in the path that was taken.
  void findFragment(byte[] bytes) {
    for (int at = pathStart; at < pathEnd && !fragment; at++) {
      fragment = bytes[at] == '#';
    }
  }

  String path(HeaderLines lines) {
    String text = path;
    if (text == null) {
      text = lines.text(pathStart, pathEnd);
      path = text;
    }
    return text;
  }

  void path(String text) {
    path = text;
    whole = false;
  }
}
