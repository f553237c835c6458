package io.limpet.xds.translate;

import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions.HeadersWithUnderscoresAction;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathWithEscapedSlashesAction;
import io.limpet.model.istio.ConnectionSettings;
import io.limpet.model.istio.ConnectionSettings.Http2;
import io.limpet.model.istio.ConnectionSettings.Normalizing;
import io.limpet.model.istio.ConnectionSettings.Times;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What `connectionSettings` say to what serves HTTP, over all else that does
/// (`applyConnectionSettingsToHCM` in Istio's `core/connection_settings.go`).
final class ConnectionSettingsTranslator {
  private ConnectionSettingsTranslator() {}

  static void apply(HttpConnectionManager.Builder manager, ConnectionSettings settings) {
    times(manager, settings.times());
    http2(manager, settings.http2());
    normalizing(manager, settings.normalizing());
  }

  private static void times(HttpConnectionManager.Builder manager, Times times) {
    set(times.idle(), t -> manager.getCommonHttpProtocolOptionsBuilder().setIdleTimeout(t));
    set(
        times.connection(),
        t -> manager.getCommonHttpProtocolOptionsBuilder().setMaxConnectionDuration(t));
    set(times.stream(), t -> manager.getCommonHttpProtocolOptionsBuilder().setMaxStreamDuration(t));
    set(times.streamIdle(), manager::setStreamIdleTimeout);
    set(times.request(), manager::setRequestTimeout);
    set(times.requestHeaders(), manager::setRequestHeadersTimeout);
    set(times.drain(), manager::setDrainTimeout);
  }

  private static void set(java.time.@Nullable Duration written, Consumer<Duration> field) {
    if (written != null) {
      field.accept(Messages.duration(written));
    }
  }

  private static void http2(HttpConnectionManager.Builder manager, Http2 http2) {
    if (http2.concurrentStreams() != null) {
      manager
          .getHttp2ProtocolOptionsBuilder()
          .setMaxConcurrentStreams(count(http2.concurrentStreams()));
    }
    if (http2.streamWindow() != null) {
      manager
          .getHttp2ProtocolOptionsBuilder()
          .setInitialStreamWindowSize(count(http2.streamWindow()));
    }
    if (http2.connectionWindow() != null) {
      manager
          .getHttp2ProtocolOptionsBuilder()
          .setInitialConnectionWindowSize(count(http2.connectionWindow()));
    }
  }

  private static void normalizing(HttpConnectionManager.Builder manager, Normalizing written) {
    if (written.underscores() != null) {
      manager
          .getCommonHttpProtocolOptionsBuilder()
          .setHeadersWithUnderscoresAction(
              HeadersWithUnderscoresAction.valueOf(written.underscores().name()));
    }
    if (written.mergeSlashes() != null) {
      manager.setMergeSlashes(written.mergeSlashes());
    }
    if (written.escapedSlashes() != null) {
      manager.setPathWithEscapedSlashesAction(
          PathWithEscapedSlashesAction.valueOf(written.escapedSlashes().name()));
    }
  }

  static UInt32Value count(long number) {
    return UInt32Value.of((int) number);
  }
}
