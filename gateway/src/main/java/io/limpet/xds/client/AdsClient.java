package io.limpet.xds.client;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.limpet.xds.client.AdsOptions.Server;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
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
  /// How long a start waits for the first answer before it goes on with what is on disk.
  private static final long PATIENCE_MILLIS = 5_000;

  private static final int MOST_CAUSES = 10;

  private final AdsOptions options;
  private final Carrier carrier;
  private final ScheduledExecutorService executor;
  private final Dialect dialect;
  private final Discovery discovery;
  private final LastGood lastGood;

  // The executor's thread only.
  private final Map<ResourceType, Set<String>> wanted = new EnumMap<>(ResourceType.class);
  private @Nullable AdsStream stream;
  private boolean introduced;
  private boolean unaskedIsTold; // of this stream
  private boolean closed;
  private boolean answered; // by this control plane, or by what is on disk in its place
  private String failure = ""; // told last; told again only after an answer
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
    this.lastGood = new LastGood(options.state(), executor, carrier::tell);
    this.discovery =
        new Discovery(options, fixed, new Keeping(carrier, lastGood), executor, this::ask);
    this.backOffMillis = options.talk().backOff().toMillis();
  }

  public void start() {
    executor.execute(
        () -> {
          discovery.begin();
          connect();
          if (options.state() != null) {
            var _ = executor.schedule(this::goOnAlone, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
          }
        });
  }

  /// Serves what was carried out before this process began, where the control plane is away.
  private void goOnAlone() {
    if (answered || closed) {
      return;
    }
    answered = true;
    lastGood
        .read()
        .ifPresent(
            resources -> {
              carrier.tell(
                  "ADS: no answer from the control plane; what was carried out last is served, from"
                      + " %s (listeners: %d, clusters: %d)"
                          .formatted(
                              lastGood.place(),
                              resources.listeners().size(),
                              resources.clusters().size()));
              restoredNames(resources).forEach(dialect::restored);
              discovery.restore(resources);
            });
  }

  private static Map<ResourceType, Set<String>> restoredNames(Resources resources) {
    return Map.of(
        ResourceType.CLUSTER, resources.clusters().keySet(),
        ResourceType.ENDPOINTS, resources.endpoints().keySet(),
        ResourceType.LISTENER, resources.listeners().keySet(),
        ResourceType.ROUTES, resources.routes().keySet(),
        ResourceType.SECRETS, resources.secrets().keySet());
  }

  private void connect() {
    if (closed) {
      return;
    }
    Server server = options.servers().get(attempts++ % options.servers().size());
    introduced = false;
    unaskedIsTold = false;
    dialect.begin();
    try {
      Connection connection = Connection.to(server, options.access(), executor);
      AdsStream opened = AdsStream.open(connection, dialect.method(), new Conversation(server));
      stream = opened;
      long limit = options.talk().connect().toMillis();
      var _ = executor.schedule(() -> connectedOrNot(opened, limit), limit, TimeUnit.MILLISECONDS);
    } catch (IOException | IllegalArgumentException unreadable) {
      failed("ADS: no stream to " + server + ": " + unreadable.getMessage());
      return;
    }
    for (ResourceType type : ResourceType.values()) {
      @Nullable Set<String> names = wanted.get(type);
      if (names != null) {
        dialect.subscribe(type, names).ifPresent(this::send);
      }
    }
  }

  /// Who accepts a connection and is silent is given up, for another may answer.
  private void connectedOrNot(AdsStream opened, long limitMillis) {
    if (opened == stream && !opened.isConnected()) {
      opened.giveUp("no connection within " + limitMillis + " ms");
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

  private void failed(String text) {
    if (!text.equals(failure)) {
      carrier.tell(text + "; what came last stays, and it is tried again");
    }
    failure = text;
    goOnAlone();
    long wait = ThreadLocalRandom.current().nextLong(backOffMillis);
    backOffMillis = Math.min(2 * backOffMillis, options.talk().longestBackOff().toMillis());
    var _ = executor.schedule(this::connect, wait, TimeUnit.MILLISECONDS);
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
      answered = true;
      if (!failure.isEmpty()) {
        failure = "";
        carrier.tell("ADS: " + server + " answers again");
      }
      backOffMillis = options.talk().backOff().toMillis();
      Optional<Update> update = dialect.read(response);
      if (update.isEmpty()) {
        if (!unaskedIsTold) {
          carrier.tell("ADS: responses of types that were not asked for are ignored");
        }
        unaskedIsTold = true;
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
      failed("ADS: the stream to %s was closed: %s".formatted(server, told(why)));
    }

    private static String told(Status why) {
      @Nullable Throwable cause = why.getCause();
      String reason = cause == null ? "" : " (" + first(cause).getMessage() + ")";
      return why.getCode() + " " + why.getDescription() + reason;
    }

    /// What all else came of: a TLS handshake tells only there what was wrong.
    private static Throwable first(Throwable failure) {
      Throwable first = failure;
      for (int i = 0; i < MOST_CAUSES && first.getCause() != null; i++) {
        first = first.getCause();
      }
      return first;
    }
  }

  @Override
  public void close() {
    executor.execute(
        () -> {
          closed = true;
          lastGood.flush();
          if (stream != null) {
            stream.close();
          }
        });
  }
}
