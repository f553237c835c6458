package io.limpet.proxy.http;

import io.limpet.proxy.balance.Token;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.ClusterChoice.Target;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.filter.HttpChain;
import io.limpet.proxy.plan.filter.TokenBucket;
import io.limpet.proxy.plan.format.FormatString.TimePoint;
import io.limpet.proxy.plan.pools.Endpoint;
import io.netty.buffer.ByteBuf;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One request and its answer. Filters leave in it what later ones, and the access log, want to
/// know. It ends exactly once, and then every filter is told.
///
/// The object is its client connection's, and serves that one's next request too: a request makes
/// none, and what is one client's never meets another. Nobody keeps it beyond [Filter#end].
public final class Exchange {
  private static final Token UNASKED = new Token.Unasked();

  private final FilterRun run;
  private final StreamDeadlines deadlines;
  private final ExchangeTimes times;
  private final Outcome outcome = new Outcome();
  private final RequestNotes notes = new RequestNotes();
  private final UpstreamNotes upstream = new UpstreamNotes();

  // Event loop only, all of these.
  private ClientStream client;
  private Serving serving;
  private EditableRequestHead head;
  private long chance;
  private @Nullable RequestSink lastSink;
  private AnswerSink answers;
  private @Nullable EditableResponseHead response;
  private @Nullable Trailers requestTrailers;
  private @Nullable Trailers answerTrailers;
  private boolean requestComplete;
  private boolean unread;
  private boolean internal;
  private boolean ended = true;
  private boolean local;
  private long requestBytes;
  private int status;

  private @Nullable Route route;
  private Token token = UNASKED;
  private @Nullable Target target;
  private @Nullable Endpoint endpoint;

  Exchange(ClientStream client, Serving serving, EditableRequestHead head, Filters filters) {
    this.run = new FilterRun(this, filters);
    this.deadlines = new StreamDeadlines(client.worker(), this);
    this.times = new ExchangeTimes(client.worker());
    begin(client, serving, head);
  }

  /// Begins with a request, be it the first or another: then the one before must be over.
  final void begin(ClientStream from, Serving servingNow, EditableRequestHead read) {
    if (!ended) {
      throw new IllegalStateException("not ended: " + head.method() + " " + head.path());
    }
    client = from;
    serving = servingNow;
    head = read;
    times.begin(servingNow.timed());
    chance = worker().random().nextLong();
    run.clear();
    deadlines.clear();
    outcome.clear();
    upstream.clear();
    notes.clear();
    answers = client;
    response = null;
    requestTrailers = null;
    answerTrailers = null;
    requestComplete = false;
    unread = false;
    internal = false;
    ended = false;
    local = false;
    requestBytes = 0;
    status = 0;
    token = UNASKED;
    endpoint = null;
    forgetRoute();
  }

  public Worker worker() {
    return client.worker();
  }

  /// Whether the client speaks HTTP/2 or a later version.
  public boolean multiplexed() {
    return head.multiplexed();
  }

  public Serving serving() {
    return serving;
  }

  public EditableRequestHead head() {
    return head;
  }

  /// The number that this request drew, against which all fractions and weights on its way are held
  /// (Envoy: the stream's id).
  public long chance() {
    return chance;
  }

  // What filters leave for one another.

  public @Nullable Route route() {
    return route;
  }

  public void route(Route chosen) {
    route = chosen;
  }

  /// As before a route was chosen.
  public void forgetRoute() {
    route = null;
    target = null;
  }

  /// The cluster the request goes to, or null where it goes to none.
  public @Nullable Target target() {
    return target;
  }

  public void target(Target chosen) {
    target = chosen;
  }

  public Token token() {
    return token;
  }

  public void token(Token shown) {
    token = shown;
  }

  /// The endpoint of the last attempt, or null if none was chosen. A session is written for it, be
  /// the answer its own or ours.
  public @Nullable Endpoint endpoint() {
    return endpoint;
  }

  public void endpoint(@Nullable Endpoint chosen) {
    endpoint = chosen;
  }

  /// The cluster's name, empty where there is none.
  public String cluster() {
    return target == null ? "" : target.cluster();
  }

  /// What the access log wants to know of the way upstream.
  public UpstreamNotes upstream() {
    return upstream;
  }

  /// Notes that something happened now, if anybody will ask.
  public void mark(TimePoint point) {
    times.mark(point);
  }

  public RequestNotes notes() {
    return notes;
  }

  /// Whether those who ask how the proxy does are told that it does not do well.
  public boolean unhealthy() {
    return client.unhealthy();
  }

  public String flags() {
    return outcome.flags();
  }

  public String details() {
    return outcome.details();
  }

  /// What the access log says of the end. The last word counts.
  public void outcome(String flagsNow, String detailsNow) {
    outcome.end(flagsNow, detailsNow);
  }

  /// Something happened on the way that is told whatever the end is.
  public void flag(String happened) {
    outcome.happened(happened);
  }

  // The request.

  FilterRun run() {
    return run;
  }

  /// The filters that the request meets once the first ones are through.
  public void chain(HttpChain chain) {
    run.chain(chain);
  }

  /// A filter learned something that routes may ask for.
  public void reroute() {
    run.reroute();
  }

  /// A filter that held the request lets it go on to the next.
  public void goOn() {
    run.goOn();
    if (run.forwards()) {
      client.reading(true);
      run.flush();
    }
  }

  /// A bucket of the client connection's own, like the one that is given.
  public TokenBucket ownBucket(TokenBucket like) {
    return client.bucket(like);
  }

  /// Whether the request is neither answered nor on its way: then a filter holds it, for as long as
  /// nothing may move.
  boolean isHeld() {
    boolean held = !run.forwards() && response == null && !ended;
    if (held) {
      deadlines.limitIdle();
    }
    return held;
  }

  /// What a request before this one was forwarded to: free to be used again.
  public @Nullable RequestSink lastSink() {
    return lastSink;
  }

  /// From now on the body goes there.
  public void forwardTo(RequestSink to) {
    lastSink = to;
    deadlines.limitIdle();
    run.forwardTo(to);
  }

  /// The request's body will go through what `change` makes of its sink.
  public void changeRequest(UnaryOperator<RequestSink> change) {
    run.change(change);
  }

  /// The answer will go through what `change` makes of the way to the client.
  public void changeAnswer(UnaryOperator<AnswerSink> change) {
    answers = change.apply(answers);
  }

  boolean answerChanged() {
    return answers.changesAnswers();
  }

  void requestBody(ByteBuf piece) {
    requestBytes += piece.readableBytes();
    deadlines.moved();
    run.body(piece);
  }

  void requestTrailers(@Nullable Trailers read) {
    requestTrailers = read;
  }

  /// What followed the request's body, or null if nothing that may go upstream did.
  public @Nullable Trailers requestTrailers() {
    return requestTrailers;
  }

  void requestEnd() {
    requestIsHead();
    run.whole();
  }

  void requestFlush() {
    run.flush();
  }

  void requestIsHead() {
    requestComplete = true;
    mark(TimePoint.DS_RX_END);
  }

  /// No head was understood: nothing of it is told (Envoy logs `- -`).
  void requestUnread() {
    requestComplete = true;
    unread = true;
  }

  /// Whether the head may be told of.
  public boolean requestRead() {
    return !unread;
  }

  /// Whether the client is one of ours (Envoy: `internal_address_config`), so that what its
  /// x-envoy-* headers ask for is done.
  public boolean isInternal() {
    return internal;
  }

  public void internal() {
    internal = true;
  }

  public boolean requestComplete() {
    return requestComplete;
  }

  /// Stops or resumes reading the request, because the upstream does not or does take it.
  public void readRequest(boolean wanted) {
    client.reading(wanted);
  }

  void clientWritable(boolean writable) {
    run.clientWritable(writable);
  }

  // The answer.

  /// Whether a head was written, so that no other can be.
  public boolean answered() {
    return response != null;
  }

  /// Whether the answer is our own.
  public boolean local() {
    return local;
  }

  /// The connection ends after this answer.
  public void closeAfterAnswer() {
    client.closeAfterAnswer();
  }

  /// Answers here.
  public void reply(LocalReply reply) {
    outcome(reply.flagsBefore(), reply.details());
    local = true;
    LocalAnswer.send(this, client, reply);
  }

  /// Answers here with a head alone, as if an endpoint had: nothing is made of it that is made of
  /// answers of our own.
  public void respond(LocalReply reply) {
    outcome(reply.flags(), reply.details());
    LocalAnswer.sendHead(this, client.heads(), reply);
  }

  /// The status of an answer that is being made here.
  public void localStatus(int now) {
    status = now;
  }

  /// Writes 100 or 103, which counts until the answer comes (Envoy: encode1xxHeaders).
  public void interim(EditableResponseHead interim) {
    status = interim.status();
    run.interim(interim);
    serving().counters().answered(status);
    client.interim(this, interim);
    interim.release();
  }

  /// Writes the answer's head. Filters see the status of a local reply before gRPC's 200.
  public void answer(EditableResponseHead answer) {
    if (!local) {
      status = answer.status();
    }
    answerUntold(answer);
  }

  /// Writes a head whose status is not told before it has passed the filters.
  void answerUntold(EditableResponseHead answer) {
    response = answer;
    int told = answer.status();
    mark(TimePoint.DS_TX_BEG);
    deadlines.moved();
    answers.answer(this, answer);
    status = told;
  }

  /// Takes a piece of the answer's body and writes it.
  public void answerBody(ByteBuf piece) {
    deadlines.moved();
    answers.answerBody(piece);
  }

  /// Whether the client takes more for now.
  public boolean clientWritable() {
    return client.writable();
  }

  public void flushAnswer() {
    client.flush();
  }

  /// Takes what followed the answer's body. What a filter makes a part of the body is not told of
  /// any more (Envoy 1.40, measured: a call in gRPC-Web is logged with the status of its head).
  public void answerTrailers(Trailers read) {
    answerTrailers = answerChanged() ? null : read;
    answers.answerTrailers(read);
  }

  /// What followed the answer's body, or null if nothing that is kept did.
  public @Nullable Trailers answerTrailers() {
    return answerTrailers;
  }

  public void answerEnd() {
    answers.answerEnd();
    mark(TimePoint.DS_TX_END);
    finish();
  }

  /// The answer cannot be completed: the client sees its connection end too early.
  public void cut(String flagsNow, String detailsNow) {
    outcome(flagsNow, detailsNow);
    client.cut();
    finish();
  }

  /// A mistake of ours: the connection is closed as it is.
  public void abort() {
    client.close();
  }

  /// The answer was 101: from here on bytes go both ways as they come. What a client of HTTP/1 has
  /// ended is its head alone.
  public void tunnel() {
    requestComplete &= multiplexed();
    client.tunnel();
  }

  /// The client is gone (Envoy: DC), or sent what it may not.
  void clientGone(String flagsNow, String detailsNow) {
    outcome(flagsNow, detailsNow);
    run.abandon();
    finish();
  }

  /// The exchange ends here with an answer of our own, whatever was begun upstream; where an
  /// answer went out already, it is cut.
  public void giveUp(LocalReply reply) {
    run.abandon();
    if (answered()) {
      cut(reply.flags(), reply.details());
    } else {
      reply(reply);
    }
  }

  private void finish() {
    if (ended) {
      throw new IllegalStateException("ended twice: " + head.method() + " " + head.path());
    }
    ended = true;
    run.forwarded();
    deadlines.over();
    client.ended(this);
  }

  /// Nothing more will be asked of it but what the access log asks now.
  void close() {
    run.end();
    serving.counters().requestsActive.decrement();
    head.release();
    EditableResponseHead written = response;
    if (written != null) {
      written.release();
    }
  }

  void idle() {
    run.idle();
  }

  /// From now on the whole exchange may take so long; 0 for as long as it likes (Envoy:
  /// max_stream_duration).
  public void limitDuration(long millis) {
    deadlines.limit(millis);
  }

  // For the access log.

  public @Nullable EditableResponseHead response() {
    return response;
  }

  /// 0 if there was no answer.
  public int status() {
    return status;
  }

  public long requestBytes() {
    return requestBytes;
  }

  public long answerBytes() {
    return client.answerBytes();
  }

  ExchangeTimes times() {
    return times;
  }

  long connectionId() {
    return client.id();
  }
}
