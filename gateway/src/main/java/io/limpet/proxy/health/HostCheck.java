package io.limpet.proxy.health;

import io.limpet.proxy.health.CheckState.Change;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The checks of one endpoint, one after the other for as long as it is there. Health thread only;
/// each check waits for its answer on a virtual thread.
final class HostCheck {
  private static final System.Logger LOG = System.getLogger(HostCheck.class.getName());

  private final ClusterChecks cluster;
  private final Check check;
  private final CheckState state;
  private final CompletableFuture<Void> first = new CompletableFuture<>();
  private @Nullable Future<?> next;
  private boolean asking;
  private boolean stopped;

  HostCheck(ClusterChecks cluster, Check check, CheckState state) {
    this.cluster = cluster;
    this.check = check;
    this.state = state;
  }

  /// Done when the first check is over, or when there will be none.
  CompletableFuture<Void> first() {
    return first;
  }

  CheckState state() {
    return state;
  }

  void in(long millis) {
    next = cluster.thread().after(millis, this::begin);
  }

  private void begin() {
    cluster.counters().attempts.increment();
    asking = true;
    var _ = Thread.ofVirtual().name("limpet-health-check").start(this::ask);
  }

  private void ask() {
    Finding finding = answer();
    cluster.thread().execute(() -> found(finding));
  }

  /// On the check's own thread.
  private Finding answer() {
    try {
      return check.ask(cluster.plan().times().timeoutMillis());
    } catch (SocketTimeoutException late) {
      disconnect();
      return Finding.of(Outcome.TIMED_OUT);
    } catch (IOException | RuntimeException broken) {
      LOG.log(Level.DEBUG, "a health check got no answer", broken);
      disconnect();
      return Finding.of(Outcome.BROKEN);
    }
  }

  private void disconnect() {
    try {
      check.disconnect();
    } catch (IOException alreadyBroken) {
      LOG.log(Level.DEBUG, "a health check's connection", alreadyBroken);
    }
  }

  private void found(Finding finding) {
    asking = false;
    if (stopped) {
      check.release();
      return;
    }
    Change change = state.found(finding);
    first.complete(null);
    boolean passed = finding.outcome().passed();
    cluster.checked(state, passed, change);
    in(cluster.nextMillis(passed, change));
  }

  void stop() {
    stopped = true;
    first.complete(null);
    Future<?> waiting = next;
    if (waiting != null) {
      waiting.cancel(false);
    }
    try {
      check.socket().close();
    } catch (IOException alreadyBroken) {
      LOG.log(Level.DEBUG, "a health check's connection", alreadyBroken);
    }
    if (!asking) {
      check.release();
    }
  }
}
