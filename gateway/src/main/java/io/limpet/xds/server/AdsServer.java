package io.limpet.xds.server;

import com.google.protobuf.ByteString;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.limpet.metrics.Metrics;
import io.limpet.xds.server.Conversation.House;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
  private final Consumer<String> tell;
  private final ScheduledExecutorService files =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("limpet-xds-files").daemon().factory());
  private final List<Server> servers = new ArrayList<>();

  /// Where it listens, and with which certificates; null: in plain text.
  public record Place(InetSocketAddress address, @Nullable TlsFiles tls) {}

  /// Binds, and answers from then on. `tell` hears of certificates that are read again, or cannot
  /// be.
  public AdsServer(List<Place> places, Gateways gateways, Metrics metrics, Consumer<String> tell)
      throws IOException {
    this.tell = tell;
    this.counts = new Counts(metrics, streams);
    this.pool = pool();
    this.house = new House(gateways, counts, pool, new Turns(pool));
    try {
      for (Place each : places) {
        servers.add(server(each));
      }
    } catch (IOException unavailable) {
      close();
      throw unavailable;
    }
  }

  /// In plain text.
  public AdsServer(InetSocketAddress address, Gateways gateways, Metrics metrics)
      throws IOException {
    this(List.of(new Place(address, null)), gateways, metrics, _ -> {});
  }

  private Server server(Place place) throws IOException {
    @Nullable TlsFiles tls = place.tls();
    ServerCredentials credentials =
        tls == null ? InsecureServerCredentials.create() : tls.credentials(files, tell);
    return NettyServerBuilder.forAddress(place.address(), credentials)
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

  /// Of the first place.
  public int port() {
    return servers.getFirst().getPort();
  }

  /// Of each place.
  public List<Integer> ports() {
    return servers.stream().map(Server::getPort).toList();
  }

  /// How far each gateway is.
  public List<Progress> streams() {
    return streams.stream().map(Conversation::progress).toList();
  }

  /// The streams end in good manners, so that gateways try again at once elsewhere.
  @Override
  public void close() {
    servers.forEach(Server::shutdown);
    streams.forEach(Conversation::end);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MILLIS);
    try {
      for (Server each : servers) {
        if (!each.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          each.shutdownNow();
        }
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      servers.forEach(Server::shutdownNow);
    }
    files.shutdownNow();
  }
}
