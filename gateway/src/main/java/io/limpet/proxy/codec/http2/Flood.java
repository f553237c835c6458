package io.limpet.proxy.codec.http2;

/// Frames that cost the peer little and us more, too many of them (Envoy:
/// source/common/http/http2/protocol_constraints.cc, whose words these are).
public enum Flood {
  OUTBOUND("Too many frames in the outbound queue."),
  OUTBOUND_CONTROL("Too many control frames in the outbound queue."),
  EMPTY_FRAMES("Too many consecutive frames with an empty payload"),
  PRIORITY("Too many PRIORITY frames"),
  WINDOW_UPDATE("Too many WINDOW_UPDATE frames");

  private final String text;

  Flood(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
