package io.limpet.xds.server;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.limpet.metrics.Metrics;
import io.limpet.xds.server.Conversation.House;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The aggregated discovery service on one or more ports.
public final class AdsServer implements AutoCloseable {
  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final int LEAST_KEEP_ALIVE_SECONDS = 5;
  private static final int IDLE_SECONDS = 10;
  private static final int END_MILLIS = 2_000;

  private final House house;
  private final ExecutorService pool;
  private final Set<Conversation> streams = ConcurrentHashMap.newKeySet();
  private final Counts counts;
  private final Server plain;

  /// Binds, and answers from then on.
  public AdsServer(InetSocketAddress address, Gateways gateways, Metrics metrics)
      throws IOException {
    this.counts = new Counts(metrics, streams);
    this.pool = pool();
    this.house = new House(gateways, counts, pool, new Turns(pool));
    this.plain =
        NettyServerBuilder.forAddress(address)
            .executor(pool)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(LEAST_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(service())
            .build()
            .start();
  }

  /// Its threads end by themselves: a stream may have a last word after the server's end.
  private static ExecutorService pool() {
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("limpet-xds-", 0).daemon().factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private ServerServiceDefinition service() {
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(Dialect.SERVICE);
    for (Dialect dialect : Dialect.values()) {
      service.addMethod(dialect.method(), (call, _) -> begin(call, dialect));
    }
    return service.build();
  }

  private ServerCall.Listener<ByteString> begin(
      ServerCall<ByteString, ByteString> call, Dialect dialect) {
    Conversation stream = new Conversation(call, dialect, house);
    streams.add(stream);
    call.sendHeaders(new Metadata());
    call.request(1);
    return stream;
  }

  public int port() {
    return plain.getPort();
  }

  /// How far each gateway is.
  public List<Progress> streams() {
    return streams.stream().map(Conversation::progress).toList();
  }

  /// The streams end in good manners, so that gateways try again at once elsewhere.
  @Override
  public void close() {
    plain.shutdown();
    streams.forEach(Conversation::end);
    try {
      if (!plain.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS)) {
        plain.shutdownNow();
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      plain.shutdownNow();
    }
  }
}
