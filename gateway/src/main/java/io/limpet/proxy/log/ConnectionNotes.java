package io.limpet.proxy.log;

import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.format.FormatString.TimePoint;
import io.limpet.proxy.plan.pools.Endpoint;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.EnumSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What happens to a connection that is to be logged (Envoy: stream_info_impl.h). Each part of its
/// way notes what it knows, and whoever writes a line asks. Event loop only.
public final class ConnectionNotes {
  /// What may be told of a connection's end, in Envoy's order.
  public enum Flag {
    UH,
    UR,
    UF,
    UO,
    NR,
    URX,
    DT,
    NC
  }

  private final Worker worker;
  private final String listener;
  private final long startNanos;
  private final long startMillis;
  private final EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
  private @Nullable InetSocketAddress peer;
  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress directPeer;
  private TlsFacts tls = TlsFacts.NONE;
  private long id;
  private String streamId = "";
  private String details = "";
  private String termination = "";
  private String failure = "";
  private long received;
  private long sent;

  private @Nullable ClusterPlan cluster;
  private @Nullable Endpoint endpoint;
  private int attempts;
  private long attemptNanos;
  private long connectedNanos;
  private String upstreamLocal = "";
  private TlsFacts upstreamTls = TlsFacts.NONE;
  private String upstreamFailure = "";

  public ConnectionNotes(Worker worker, String listener) {
    this.worker = worker;
    this.listener = listener;
    this.startNanos = worker.nanoTime();
    this.startMillis = worker.clock().epochMillis();
  }

  // The client's side.

  /// Who speaks with whom, as far as is known by now.
  public void ends(
      InetSocketAddress client, InetSocketAddress own, InetSocketAddress direct, TlsFacts facts) {
    peer = client;
    local = own;
    directPeer = direct;
    tls = facts;
  }

  /// A chain has begun with it.
  public void begun(long number) {
    id = number;
  }

  /// It is a stream of its own, which Envoy gives a random id.
  public void relayed() {
    streamId = UniqueIds.next(worker.random());
  }

  public void flag(Flag happened) {
    flags.add(happened);
  }

  public void details(String words) {
    details = words;
  }

  /// Why we ended it.
  public void terminated(String words) {
    termination = words;
  }

  /// Why its TLS failed.
  public void failed(String reason) {
    failure = reason.replace(' ', '_');
  }

  void received(int bytes) {
    received += bytes;
  }

  void sent(int bytes) {
    sent += bytes;
  }

  // The endpoint's side.

  public void cluster(ClusterPlan chosen) {
    cluster = chosen;
  }

  /// A connection to this endpoint is tried.
  public void attempt(Endpoint chosen) {
    endpoint = chosen;
    attempts++;
    attemptNanos = worker.nanoTime();
  }

  public void connected(@Nullable SocketAddress own, TlsFacts facts) {
    connectedNanos = worker.nanoTime();
    upstreamLocal = AddressTexts.text(own);
    upstreamTls = facts;
  }

  /// The attempt failed; empty where Envoy gives no reason.
  public void attemptFailed(String reason) {
    flag(Flag.UF);
    upstreamFailure = reason.replace(' ', '_');
  }

  // For lines.

  Worker worker() {
    return worker;
  }

  String listener() {
    return listener;
  }

  @Nullable InetSocketAddress peer() {
    return peer;
  }

  @Nullable InetSocketAddress local() {
    return local;
  }

  @Nullable InetSocketAddress directPeer() {
    return directPeer;
  }

  TlsFacts tls() {
    return tls;
  }

  public long id() {
    return id;
  }

  String streamId() {
    return streamId;
  }

  String flags() {
    return flags.isEmpty() ? "-" : flags.stream().map(Flag::name).collect(Collectors.joining(","));
  }

  String details() {
    return details;
  }

  String termination() {
    return termination;
  }

  String failure() {
    return failure;
  }

  long received() {
    return received;
  }

  long sent() {
    return sent;
  }

  @Nullable ClusterPlan cluster() {
    return cluster;
  }

  @Nullable Endpoint endpoint() {
    return endpoint;
  }

  int attempts() {
    return attempts;
  }

  String upstreamLocal() {
    return upstreamLocal;
  }

  TlsFacts upstreamTls() {
    return upstreamTls;
  }

  String upstreamFailure() {
    return upstreamFailure;
  }

  long startMillis() {
    return startMillis;
  }

  long durationMillis() {
    return (worker.nanoTime() - startNanos) / 1_000_000;
  }

  /// Below 0 where one of the two did not happen: of a connection only its beginning is known, and
  /// when the one to the endpoint was opened.
  long between(TimePoint from, TimePoint to, long unitNanos) {
    if (connectedNanos == 0 || !isKept(from) || !isKept(to)) {
      return -1;
    }
    long taken = at(to) - at(from);
    return taken < 0 ? -1 : taken / unitNanos;
  }

  private static boolean isKept(TimePoint point) {
    return point == TimePoint.DS_RX_BEG
        || point == TimePoint.US_CX_BEG
        || point == TimePoint.US_CX_END;
  }

  private long at(TimePoint point) {
    return point == TimePoint.DS_RX_BEG
        ? startNanos
        : point == TimePoint.US_CX_BEG ? attemptNanos : connectedNanos;
  }
}
