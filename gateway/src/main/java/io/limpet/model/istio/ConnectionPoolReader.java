package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.ConnectionPool.Http;
import io.limpet.model.istio.ConnectionPool.Http2KeepAlive;
import io.limpet.model.istio.ConnectionPool.Keepalive;
import io.limpet.model.istio.ConnectionPool.Tcp;
import io.limpet.model.istio.ConnectionPool.UpgradePolicy;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads limits on connections and requests.
final class ConnectionPoolReader {
  static final Map<String, UpgradePolicy> UPGRADE_POLICIES =
      Fields.words(UpgradePolicy.values(), UpgradePolicy::name);

  private ConnectionPoolReader() {}

  static ConnectionPool read(Fields pool) {
    if (!pool.has("tcp") && !pool.has("http")) {
      Webhook.refuses(pool, "", "says nothing, and Istio refuses that; write tcp or http");
    }
    return new ConnectionPool(
        pool.block("tcp", ConnectionPoolReader::tcp),
        pool.block("http", ConnectionPoolReader::http));
  }

  private static Tcp tcp(Fields tcp) {
    return new Tcp(
        count(tcp, "maxConnections"),
        MillisecondDurations.read(tcp, "connectTimeout"),
        tcp.block("tcpKeepalive", ConnectionPoolReader::keepalive),
        MillisecondDurations.read(tcp, "maxConnectionDuration"),
        MillisecondDurations.read(tcp, "idleTimeout"));
  }

  static Keepalive keepalive(Fields keepalive) {
    return new Keepalive(
        count(keepalive, "probes"), seconds(keepalive, "time"), seconds(keepalive, "interval"));
  }

  /// istiod drops parts of a second, and no system keeps a connection alive every 0 s.
  private static @Nullable Duration seconds(Fields keepalive, String key) {
    Duration written = keepalive.duration(key);
    if (written != null && written.toSeconds() == 0) {
      keepalive.warn(
          key,
          "below-a-second",
          "is 0 in whole seconds, which no connection can be opened with; write 1s or more");
    }
    return written;
  }

  private static Http http(Fields http) {
    Http read = limits(http);
    if (read.useClientProtocol() && read.h2UpgradePolicy() == UpgradePolicy.UPGRADE) {
      Webhook.refuses(
          http, "h2UpgradePolicy", "has no effect beside useClientProtocol; keep one of the two");
    }
    return read;
  }

  private static Http limits(Fields http) {
    return new Http(
        count(http, "http1MaxPendingRequests"),
        count(http, "http2MaxRequests"),
        count(http, "maxRequestsPerConnection"),
        count(http, "maxRetries"),
        MillisecondDurations.read(http, "idleTimeout"),
        http.word("h2UpgradePolicy", UPGRADE_POLICIES, UpgradePolicy.DEFAULT),
        http.truth("useClientProtocol"),
        count(http, "maxConcurrentStreams"),
        http.block("http2KeepAlive", ConnectionPoolReader::http2KeepAlive));
  }

  private static Http2KeepAlive http2KeepAlive(Fields keepAlive) {
    return new Http2KeepAlive(keepAlive.duration("interval"), keepAlive.duration("timeout"));
  }

  private static int count(Fields fields, String key) {
    int count = fields.number(key, Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
    if (count < 0) {
      Webhook.refuses(fields, key, count + " is no limit; write a number above 0");
    }
    return count;
  }
}
