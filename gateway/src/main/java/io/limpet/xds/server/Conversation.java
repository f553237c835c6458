package io.limpet.xds.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.limpet.xds.server.Answers.Verdict;
import io.limpet.xds.server.Turns.Turn;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One stream with a gateway. All work is done in its mailbox, so by one thread at a time, and
/// never more is written than the connection takes: who reads slowly is told the newest when it
/// reads again, and nothing of what was between.
final class Conversation extends ServerCall.Listener<ByteString> {
  /// More names than any gateway has a use for; each costs memory.
  private static final int MAX_NAMES = 200_000;

  /// In a node's metadata: which messages of our own it understands.
  private static final String EXTENSIONS = "LIMPET_EXTENSIONS";

  private static final String OUR_EXTENSIONS = "v1";

  private final ServerCall<ByteString, ByteString> call;
  private final Dialect dialect;
  private final Gateways gateways;
  private final Watcher watcher;
  private final Mailbox mailbox;
  private final Turns turns;
  private final AtomicReference<@Nullable State> newest = new AtomicReference<>();
  private final Progress progress;
  private final Timing timing;

  // The mailbox only.
  private final Map<ResourceType, Subscription> subscriptions = new EnumMap<>(ResourceType.class);
  private final Map<ResourceType, Answers> answers = new EnumMap<>(ResourceType.class);
  private @Nullable Feed feed;
  private @Nullable Turn turn;
  private boolean turnIsSpent;
  private boolean ended;
  private long nonce;

  /// What a stream has of its server.
  record House(Gateways gateways, Watcher watcher, Executor executor, Turns turns) {}

  Conversation(ServerCall<ByteString, ByteString> call, Dialect dialect, House house) {
    this.call = call;
    this.dialect = dialect;
    this.gateways = house.gateways();
    this.watcher = house.watcher();
    this.mailbox = new Mailbox(house.executor());
    this.turns = house.turns();
    this.progress = new Progress(dialect);
    this.timing = new Timing(watcher);
  }

  /// How far it is; any thread.
  Progress progress() {
    return progress;
  }

  /// What there is to be told when it joins. Any thread.
  void first(State state) {
    timing.joins(state);
    news(state);
  }

  /// There is something newer to be told. Any thread.
  void news(State state) {
    newest.set(state);
    mailbox.put(() -> attempt(this::speak));
  }

  /// Asks the gateway to come back, to this control plane or another.
  void end() {
    mailbox.put(
        () -> close(Status.UNAVAILABLE.withDescription("this control plane ends; come back")));
  }

  @Override
  public void onMessage(ByteString request) {
    mailbox.put(() -> attempt(() -> received(request)));
  }

  @Override
  public void onReady() {
    mailbox.put(() -> attempt(this::speak));
  }

  @Override
  public void onHalfClose() {
    mailbox.put(() -> close(Status.OK));
  }

  @Override
  public void onCancel() {
    mailbox.put(this::leave);
  }

  @Override
  public void onComplete() {
    mailbox.put(this::leave);
  }

  /// A mistake of ours ends this stream, which will come back, and no other.
  private void attempt(Runnable work) {
    if (ended) {
      return;
    }
    try {
      work.run();
    } catch (RuntimeException ours) {
      watcher.mistaken(ours);
      close(Status.INTERNAL.withDescription("a mistake of the control plane's own"));
    }
  }

  private void close(Status status) {
    if (!ended) {
      call.close(status, new Metadata());
      leave();
    }
  }

  private void leave() {
    if (!ended) {
      ended = true;
      endTurn();
      if (feed != null) {
        feed.leave(this);
        watcher.left(progress.node());
      }
      watcher.ended(this);
    }
  }

  private void received(ByteString request) {
    watcher.received(request.size());
    try {
      received(dialect.parse(request));
    } catch (InvalidProtocolBufferException broken) {
      close(
          Status.INVALID_ARGUMENT.withDescription(
              "not a request of the discovery service: " + broken.getMessage()));
      return;
    }
    speak();
    call.request(1);
  }

  private void received(Message message) {
    if (feed == null && !introduced(Request.node(message))) {
      return;
    }
    Request request = Request.of(message);
    Optional<ResourceType> type = ResourceType.of(request.url());
    if (type.isEmpty()) {
      watcher.unknownType();
      return;
    }
    received(type.get(), request);
  }

  /// The first message says who speaks; others may say it again, and nobody becomes another.
  private boolean introduced(Node node) {
    try {
      feed = gateways.feed(node);
    } catch (RefusedNodeException refused) {
      close(Status.PERMISSION_DENIED.withDescription(refused.getMessage()));
      return false;
    }
    progress.introduced(node);
    watcher.introduced(node);
    boolean extensions =
        OUR_EXTENSIONS.equals(
            node.getMetadata()
                .getFieldsOrDefault(EXTENSIONS, com.google.protobuf.Value.getDefaultInstance())
                .getStringValue());
    for (ResourceType type : ResourceType.values()) {
      subscriptions.put(type, new Subscription(type, dialect, extensions));
      answers.put(type, new Answers());
    }
    feed.join(this);
    return true;
  }

  private void received(ResourceType type, Request request) {
    if (type == ResourceType.SECRET && !Peer.mayHaveSecrets(call.getAttributes())) {
      watcher.secretsKept();
      return;
    }
    Subscription subscription = Objects.requireNonNull(subscriptions.get(type));
    Answers given = Objects.requireNonNull(answers.get(type));
    String nonce = request.answer().nonce();
    Verdict verdict = given.take(request.answer());
    switch (verdict) {
      case Verdict.None() -> {}
      case Verdict.Again() -> {}
      case Verdict.Stale() -> watcher.stale();
      case Verdict.Taken() -> progress.taken(type, nonce);
      case Verdict.Refused(List<String> names) -> {
        progress.refused(type, nonce, request.answer().refusal());
        watcher.refused(type, progress.node(), request.answer());
        subscription.refused(names);
      }
    }
    // A whole list of names that came before our last response may be an old one.
    boolean counts = dialect == Dialect.DIFFERENCES || nonce.isEmpty() || given.isNewest(nonce);
    if (!counts) {
      return;
    }
    boolean different = subscription.wants(request);
    if (verdict instanceof Verdict.Again && !different && dialect == Dialect.WHOLE_LISTS) {
      subscription.tellAgain();
    }
    progress.wanted(type, subscription.size());
    if (subscription.size() > MAX_NAMES) {
      close(Status.RESOURCE_EXHAUSTED.withDescription("more than " + MAX_NAMES + " names"));
    }
  }

  private void endTurn() {
    if (turn != null) {
      turns.end(turn);
      turn = null;
      turnIsSpent = false;
    }
  }

  /// Whether this may be said now: much at once only when it is our turn.
  private boolean mayTell(Subscription subscription, State state) {
    if (!call.isReady()) {
      return false;
    }
    if (turnIsSpent) { // the connection took it
      endTurn();
    }
    if (!subscription.isMuch(state)) {
      return true;
    }
    if (turn == null) {
      turn = turns.ask(() -> mailbox.put(() -> attempt(this::speak)));
    }
    turnIsSpent = turns.has(turn);
    return turnIsSpent;
  }

  /// Says what is due, first all that comes or changes, then what leaves.
  private void speak() {
    @Nullable State state = newest.get();
    if (state == null || feed == null || ended) {
      return;
    }
    timing.begins(state);
    boolean all = speak(state, false);
    if (all && mayLeave(state)) {
      all = speak(state, true);
    }
    if (all) {
      progress.said(state.number());
      timing.said(state);
    }
  }

  /// False where the connection takes no more now.
  private boolean speak(State state, boolean leaving) {
    for (Subscription subscription : subscriptions.values()) {
      while (true) {
        if (!mayTell(subscription, state)) {
          return false;
        }
        Optional<Response> response = subscription.next(state, leaving);
        if (response.isEmpty()) {
          break;
        }
        send(response.get(), state.version());
      }
    }
    return true;
  }

  /// A gateway that has not taken its new listeners and routes may still send requests where the
  /// old ones lead.
  private boolean mayLeave(State state) {
    for (ResourceType type : ResourceType.values()) {
      boolean done =
          type.leavesLast()
              || (Objects.requireNonNull(subscriptions.get(type)).isSaid(state)
                  && Objects.requireNonNull(answers.get(type)).allTaken());
      if (!done) {
        return false;
      }
    }
    return true;
  }

  private void send(Response response, String version) {
    long begin = System.nanoTime();
    String name = Long.toString(++nonce);
    ByteString bytes = response.encoded(dialect, version, name);
    Objects.requireNonNull(answers.get(response.type())).sent(name, response.names());
    progress.sent(response.type(), name, version);
    if (response.type() == ResourceType.CLUSTER) {
      Objects.requireNonNull(subscriptions.get(ResourceType.ENDPOINTS))
          .tellAgain(response.fresh().stream().map(Item::endpoints).toList());
    }
    long made = System.nanoTime();
    call.sendMessage(bytes);
    watcher.sent(response.type(), bytes.size(), made - begin, System.nanoTime() - made);
  }
}
