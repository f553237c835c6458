package io.limpet.xds.client;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.limpet.xds.client.AdsOptions.Server;
import io.limpet.xds.resources.Resources;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A gateway's conversation with its control plane. It goes on for ever: whatever the control plane
/// does, what was taken last stays, and a lost connection is made again.
public final class AdsClient implements AutoCloseable {
  private final AdsOptions options;
  private final Carrier carrier;
  private final ScheduledExecutorService executor;
  private final Dialect dialect;
  private final Discovery discovery;

  // The executor's thread only.
  private final Map<ResourceType, Set<String>> wanted = new EnumMap<>(ResourceType.class);
  private @Nullable AdsStream stream;
  private boolean introduced;
  private boolean closed;
  private int attempts;
  private long backOffMillis;

  /// `fixed` are the resources that are there without a control plane. All work is done on
  /// `executor`, which must have one thread.
  public AdsClient(
      AdsOptions options, Resources fixed, Carrier carrier, ScheduledExecutorService executor) {
    this.options = options;
    this.carrier = carrier;
    this.executor = executor;
    this.dialect = options.talk().differences() ? new Differences() : new WholeLists();
    this.discovery = new Discovery(options, fixed, carrier, executor, this::ask);
    this.backOffMillis = options.talk().backOff().toMillis();
  }

  public void start() {
    executor.execute(
        () -> {
          discovery.begin();
          connect();
        });
  }

  private void connect() {
    if (closed) {
      return;
    }
    Server server = options.servers().get(attempts++ % options.servers().size());
    introduced = false;
    dialect.begin();
    stream = AdsStream.open(server, dialect.method(), executor, new Conversation(server));
    for (ResourceType type : ResourceType.values()) {
      @Nullable Set<String> names = wanted.get(type);
      if (names != null) {
        dialect.subscribe(type, names).ifPresent(this::send);
      }
    }
  }

  private void ask(ResourceType type, Set<String> names) {
    wanted.put(type, names);
    if (stream != null) {
      dialect.subscribe(type, names).ifPresent(this::send);
    }
  }

  private void send(Message request) {
    if (stream == null) {
      return;
    }
    boolean introduce = !introduced || !options.talk().nodeOnce();
    introduced = true;
    stream.send(introduce ? dialect.from(options.node(), request) : request);
  }

  /// What comes on one stream; nothing that a closed one still brings counts.
  private final class Conversation implements AdsStream.Events {
    private final Server server;

    Conversation(Server server) {
      this.server = server;
    }

    @Override
    public void received(AdsStream on, Message response) {
      if (on != stream) {
        return;
      }
      backOffMillis = options.talk().backOff().toMillis();
      Optional<Update> update = dialect.read(response);
      if (update.isEmpty()) {
        carrier.tell("ADS: a response of a type that was not asked for is ignored");
        return;
      }
      @Nullable String refusal = discovery.apply(update.get());
      if (refusal != null) {
        carrier.tell("ADS: " + refusal);
      }
      discovery.proceed();
      send(dialect.answer(update.get(), refusal));
    }

    @Override
    public void closed(AdsStream on, Status why) {
      if (on != stream || closed) {
        return;
      }
      stream = null;
      carrier.tell(
          "ADS: the stream to %s was closed: %s; what came last stays, and it is tried again"
              .formatted(server, told(why)));
      long wait = ThreadLocalRandom.current().nextLong(backOffMillis);
      backOffMillis = Math.min(2 * backOffMillis, options.talk().longestBackOff().toMillis());
      var _ = executor.schedule(AdsClient.this::connect, wait, TimeUnit.MILLISECONDS);
    }

    private static String told(Status why) {
      String cause = why.getCause() == null ? "" : " (" + why.getCause().getMessage() + ")";
      return why.getCode() + " " + why.getDescription() + cause;
    }
  }

  @Override
  public void close() {
    executor.execute(
        () -> {
          closed = true;
          if (stream != null) {
            stream.close();
          }
        });
  }
}
