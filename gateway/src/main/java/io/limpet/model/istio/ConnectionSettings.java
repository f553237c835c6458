package io.limpet.model.istio;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `connectionSettings` of a proxy's configuration: how it deals with its clients (Istio's
/// `mesh/v1alpha1/proxy.proto`, since 1.31). What is null was not written.
public record ConnectionSettings(
    Profile profile, Buffers buffers, Times times, Http2 http2, Normalizing normalizing) {
  private static final int EDGE_BUFFER_BYTES = 32 << 10;
  private static final long EDGE_STREAMS = 100;
  private static final long EDGE_STREAM_WINDOW_BYTES = 64 << 10;
  private static final long EDGE_CONNECTION_WINDOW_BYTES = 1 << 20;

  /// Nothing is written.
  public static final ConnectionSettings NONE =
      new ConnectionSettings(
          Profile.UNSPECIFIED,
          new Buffers(null, null),
          new Times(null, null, null, null, null, null, null),
          new Http2(null, null, null),
          new Normalizing(null, null, null));

  /// What Envoy's documentation advises for a proxy that strangers reach
  /// (`applyEdgeProfileDefaults` in Istio's `core/connection_settings.go`).
  private static final ConnectionSettings EDGE =
      new ConnectionSettings(
          Profile.EDGE,
          new Buffers((long) EDGE_BUFFER_BYTES, (long) EDGE_BUFFER_BYTES),
          new Times(
              Duration.ofHours(1),
              null,
              null,
              Duration.ofMinutes(5),
              Duration.ofMinutes(5),
              Duration.ofMinutes(1),
              null),
          new Http2(EDGE_STREAMS, EDGE_STREAM_WINDOW_BYTES, EDGE_CONNECTION_WINDOW_BYTES),
          new Normalizing(Underscores.REJECT_REQUEST, true, EscapedSlashes.UNESCAPE_AND_REDIRECT));

  /// Whose defaults hold. SIDECAR has none.
  public enum Profile {
    UNSPECIFIED,
    SIDECAR,
    EDGE
  }

  /// Bytes that may wait on one connection, of a client or to an endpoint.
  public record Buffers(@Nullable Long listener, @Nullable Long cluster) {
    Buffers over(Buffers base) {
      return new Buffers(either(listener, base.listener), either(cluster, base.cluster));
    }
  }

  /// How long connections, streams and requests may take, and are waited for.
  public record Times(
      @Nullable Duration idle,
      @Nullable Duration connection,
      @Nullable Duration stream,
      @Nullable Duration streamIdle,
      @Nullable Duration request,
      @Nullable Duration requestHeaders,
      @Nullable Duration drain) {
    Times over(Times base) {
      return new Times(
          either(idle, base.idle),
          either(connection, base.connection),
          either(stream, base.stream),
          either(streamIdle, base.streamIdle),
          either(request, base.request),
          either(requestHeaders, base.requestHeaders),
          either(drain, base.drain));
    }
  }

  /// What clients may have under way by HTTP/2.
  public record Http2(
      @Nullable Long concurrentStreams,
      @Nullable Long streamWindow,
      @Nullable Long connectionWindow) {
    Http2 over(Http2 base) {
      return new Http2(
          either(concurrentStreams, base.concurrentStreams),
          either(streamWindow, base.streamWindow),
          either(connectionWindow, base.connectionWindow));
    }
  }

  /// What becomes of headers and paths that are read in several ways.
  public record Normalizing(
      @Nullable Underscores underscores,
      @Nullable Boolean mergeSlashes,
      @Nullable EscapedSlashes escapedSlashes) {
    Normalizing over(Normalizing base) {
      return new Normalizing(
          either(underscores, base.underscores),
          either(mergeSlashes, base.mergeSlashes),
          either(escapedSlashes, base.escapedSlashes));
    }
  }

  /// Headers with `_` in their names.
  public enum Underscores {
    ALLOW,
    REJECT_REQUEST,
    DROP_HEADER
  }

  /// Paths with `%2F` or `%5C`.
  public enum EscapedSlashes {
    KEEP_UNCHANGED,
    REJECT_REQUEST,
    UNESCAPE_AND_REDIRECT,
    UNESCAPE_AND_FORWARD
  }

  /// The same, with what `base` says where this one is silent.
  ConnectionSettings over(ConnectionSettings base) {
    return new ConnectionSettings(
        profile == Profile.UNSPECIFIED ? base.profile : profile,
        buffers.over(base.buffers),
        times.over(base.times),
        http2.over(base.http2),
        normalizing.over(base.normalizing));
  }

  /// The same with its profile's defaults.
  public ConnectionSettings ofGateway() {
    return profile == Profile.EDGE ? over(EDGE) : this;
  }

  private static <T> @Nullable T either(@Nullable T own, @Nullable T base) {
    return own == null ? base : own;
  }
}
