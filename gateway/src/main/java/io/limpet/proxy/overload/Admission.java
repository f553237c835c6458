package io.limpet.proxy.overload;

import io.limpet.proxy.plan.ListenerPlan;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Which connections are taken, of one listener and of all together (Envoy: tcp_listener_impl.cc,
/// `rejectCxOverGlobalLimit`; active_tcp_listener.cc). Any thread.
public final class Admission {
  /// How many connections may be answered at once that are not served.
  static final int ANSWERED_AT_ONCE = 1024;

  /// What becomes of a connection.
  public enum Verdict {
    SERVED,
    /// Its first request is answered with 503, and it ends.
    ANSWERED,
    /// All listeners together have as many as they may.
    OVER_GLOBAL_LIMIT,
    /// Its listener has as many as it may.
    OVER_LISTENER_LIMIT,
    /// The overload manager rejects it, or too many are being answered already.
    OVERLOADED;

    /// Whether it is not even answered.
    public boolean isClosed() {
      return this != SERVED && this != ANSWERED;
    }
  }

  private final Overload overload;
  private final long most;
  private final long served;
  private final AtomicLong open = new AtomicLong();
  private final AtomicLong openTcp = new AtomicLong();
  private final AtomicLong answering = new AtomicLong();

  /// `most` connections of TCP may be open, and `served` of all get more than a 503; 0 for as many
  /// as come.
  public Admission(Overload overload, long most, long served) {
    this.overload = overload;
    this.most = most;
    this.served = served;
  }

  /// The open connections of TCP of all listeners that are not left out of their count.
  public long open() {
    return openTcp.get();
  }

  public Overload overload() {
    return overload;
  }

  /// For a listener of TCP that is about to open.
  public Gate gate() {
    return new Gate(true);
  }

  /// For one that speaks QUIC: Envoy's limits of connections are not for those.
  public Gate quicGate() {
    return new Gate(false);
  }

  /// One listener's part.
  public final class Gate {
    private final AtomicLong openHere = new AtomicLong();
    private final boolean tcp;
    private volatile long mostHere; // whoever publishes plans, like the next
    private volatile boolean counted = true;
    private volatile boolean bypasses;

    private Gate(boolean tcp) {
      this.tcp = tcp;
    }

    /// From now on it may have so many, 0 for as many as come; whether those of all listeners bound
    /// it too, and whether it is as if there were no overload manager (Envoy: listener_impl.cc).
    public void limit(ListenerPlan.Connections connections) {
      mostHere = connections.most();
      bypasses = connections.bypasses();
      counted = !connections.ignoresGlobal() && !(bypasses && overload.countsConnections());
    }

    /// Whether connections wait in the kernel's queue.
    public boolean stops() {
      return !bypasses && overload.stopsConnections();
    }

    /// A connection was accepted; [Pass#leave] is called when it is gone.
    public Pass enter(RandomGenerator random) {
      Pass pass = new Pass(this, counted);
      long all = pass.counted ? open.incrementAndGet() : 0;
      long allTcp = pass.counted && tcp ? openTcp.incrementAndGet() : 0;
      long here = openHere.incrementAndGet();
      if (most > 0 && allTcp > most) {
        pass.refuse(Verdict.OVER_GLOBAL_LIMIT);
      } else if (tcp && !bypasses && overload.rejectsConnection(random)) {
        pass.refuse(Verdict.OVERLOADED);
      } else if (tcp && mostHere > 0 && here > mostHere) {
        pass.refuse(Verdict.OVER_LISTENER_LIMIT);
      } else if (!bypasses && (overload.full() || (served > 0 && all - answering.get() > served))) {
        pass.answer();
      }
      return pass;
    }
  }

  /// One connection's place.
  public final class Pass {
    private final Gate gate;
    private final boolean counted;
    private Verdict verdict = Verdict.SERVED; // acceptor only

    private Pass(Gate gate, boolean counted) {
      this.gate = gate;
      this.counted = counted;
    }

    public Verdict verdict() {
      return verdict;
    }

    private void refuse(Verdict why) {
      verdict = why;
      free();
    }

    private void answer() {
      if (answering.incrementAndGet() > ANSWERED_AT_ONCE) {
        answering.decrementAndGet();
        refuse(Verdict.OVERLOADED);
      } else {
        verdict = Verdict.ANSWERED;
      }
    }

    /// A connection that was taken is gone.
    public void leave() {
      if (verdict == Verdict.ANSWERED) {
        answering.decrementAndGet();
      }
      free();
    }

    private void free() {
      gate.openHere.decrementAndGet();
      if (counted) {
        open.decrementAndGet();
        if (gate.tcp) {
          openTcp.decrementAndGet();
        }
      }
    }
  }
}
