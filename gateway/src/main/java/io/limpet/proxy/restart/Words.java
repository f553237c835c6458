package io.limpet.proxy.restart;

/// What the two processes say to each other: lines of ASCII, each an answer to the one before, and
/// the sockets, each with one byte. Only one of them speaks at a time, as bytes and sockets are
/// read in different ways.
///
/// | child | parent |
/// |---|---|
/// | `limpet hot restart 2` | `limpet hot restart 2`, `generation 0` |
/// | `sockets` | `socket 0.0.0.0:8080`, `socket udp/0.0.0.0:8443/0`, …, `end` |
/// | `pass` | the sockets, in this order |
/// | `drain 900` | `released` |
///
/// The parent has closed its other ports when it says `released`, and ends when it is drained, 900
/// seconds later at the latest. A child that leaves before it said `drain` changes nothing.
///
/// Then, for each listener of datagrams, in a conversation of its own:
///
/// | child | parent |
/// |---|---|
/// | `datagrams udp/0.0.0.0:8443` | `mark 17` |
/// | frames ([DatagramFrames]) | |
///
/// The parent reads these sockets no more, and is passed what comes for its connections, whose IDs
/// have that mark. Envoy's two do it the other way round, so that the parent reads until it ends,
/// and passes on what is not its own (hot_restarting_base.h).
final class Words {
  static final String HELLO = "limpet hot restart 2";
  static final String GENERATION = "generation ";
  static final String SOCKETS = "sockets";
  static final String SOCKET = "socket ";
  static final String END = "end";
  static final String PASS = "pass";
  static final String DRAIN = "drain ";
  static final String RELEASED = "released";
  static final String DATAGRAMS = "datagrams ";
  static final String MARK = "mark ";
  static final String REFUSED = "refused ";

  private Words() {}
}
