package io.limpet.bench.load;

import java.net.InetSocketAddress;

/// What is asked of one proxy, and how.
///
/// @param plain where it listens for HTTP/1.1: tokens are asked for there
/// @param target where the load goes
/// @param streams requests that a connection has under way; above 1 only with HTTP/2
/// @param rate requests a second over all connections; 0 for as many as are answered
public record Load(
    InetSocketAddress plain,
    InetSocketAddress target,
    String path,
    int connections,
    int streams,
    boolean http2,
    Security security,
    int rate) {

  /// Over what a request is sent, and whether its connection is kept for the next.
  public enum Security {
    PLAIN,
    /// TLS on a connection that is kept.
    TLS,
    /// A connection for each request, which resumes the session of an earlier one.
    TLS_RESUMED,
    /// A connection for each request, with all of the handshake.
    TLS_FULL;

    boolean isKept() {
      return this == PLAIN || this == TLS;
    }
  }

  /// Plain HTTP/1.1 on kept connections, as many requests as are answered.
  public static Load plain(InetSocketAddress target, String path, int connections) {
    return new Load(target, target, path, connections, 1, false, Security.PLAIN, 0);
  }

  public Load withHttp2(InetSocketAddress at, int parallel) {
    return new Load(plain, at, path, connections, parallel, true, security, rate);
  }

  public Load withSecurity(InetSocketAddress at, Security kind) {
    return new Load(plain, at, path, connections, streams, http2, kind, rate);
  }

  public Load withRate(int aSecond) {
    return new Load(plain, target, path, connections, streams, http2, security, aSecond);
  }
}
