package io.limpet.source.keys;

import io.limpet.model.Change;
import io.limpet.model.KeySource;
import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Fetches the sets of keys that are wanted, and each again when it grows old. What was fetched
/// last goes on while it cannot be fetched.
///
/// Gateways are not let wait for it: it has its own threads, and brings what it finds as changes.
public final class KeySetSource implements AutoCloseable {
  /// When each is known.
  record Pace(Duration fresh, Duration firstRetry, Duration longestRetry) {
    /// istiod's 20 minutes (`PILOT_JWT_PUB_KEY_REFRESH_INTERVAL`).
    static final Pace USUAL =
        new Pace(Duration.ofMinutes(20), Duration.ofSeconds(1), Duration.ofMinutes(1));
  }

  private final Pace pace;
  private final Consumer<Change> sink;
  private final Map<KeySource, Watched> watched = new HashMap<>(); // guarded by this
  private @Nullable HttpClient client; // guarded by this; made when it is needed
  private boolean closed; // guarded by this

  /// One set that is fetched; `left` opens when it is wanted no more.
  private record Watched(Thread thread, CountDownLatch left) {}

  public KeySetSource(Consumer<Change> sink) {
    this(sink, Pace.USUAL);
  }

  KeySetSource(Consumer<Change> sink, Pace pace) {
    this.sink = sink;
    this.pace = pace;
  }

  /// The sets that are wanted now, and no others.
  public synchronized void want(Set<KeySource> sources) {
    watched
        .entrySet()
        .removeIf(
            each -> {
              boolean over = closed || !sources.contains(each.getKey());
              if (over) {
                leave(each.getValue());
              }
              return over;
            });
    if (!closed) {
      sources.forEach(each -> watched.computeIfAbsent(each, this::watch));
    }
  }

  private static void leave(Watched one) {
    one.left().countDown();
    one.thread().interrupt();
  }

  private Watched watch(KeySource source) {
    HttpClient asking = client == null ? client() : client;
    client = asking;
    CountDownLatch left = new CountDownLatch(1);
    Thread thread =
        Thread.ofVirtual()
            .name("keys " + source.uri())
            .start(() -> run(source, new KeyFetch(asking), left));
    return new Watched(thread, left);
  }

  private static HttpClient client() {
    return HttpClient.newBuilder()
        .connectTimeout(Duration.ofSeconds(5))
        .followRedirects(HttpClient.Redirect.NORMAL)
        .build();
  }

  private void run(KeySource source, KeyFetch fetch, CountDownLatch left) {
    Duration retry = pace.firstRetry();
    try {
      while (left.getCount() > 0) {
        boolean there = attempt(source, fetch);
        Duration wait = there ? pace.fresh() : retry;
        Duration longer = retry.multipliedBy(2);
        boolean tooLong = longer.compareTo(pace.longestRetry()) > 0;
        retry = there ? pace.firstRetry() : tooLong ? pace.longestRetry() : longer;
        // Many control planes that began together do not ask together.
        long millis = wait.toMillis();
        long some = RandomGenerator.getDefault().nextLong(millis / 10 + 1);
        boolean _ = left.await(millis - some, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean attempt(KeySource source, KeyFetch fetch) throws InterruptedException {
    String name = "keys of " + (source.uri().isEmpty() ? source.issuer() : source.uri());
    try {
      sink.accept(new Change.KeySet(source, fetch.keys(source)));
      sink.accept(new Change.Problems(name, List.of()));
      return true;
    } catch (IOException failure) {
      sink.accept(new Change.Problems(name, List.of(problem(name, failure))));
      return false;
    }
  }

  private static Problem problem(String name, IOException failure) {
    String why = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return new Problem(
        Severity.ERROR,
        new Origin(name, 0),
        "",
        "",
        "keys-not-fetched",
        "cannot be fetched ("
            + why
            + "); keys fetched before are used on, and without them every token is refused; make"
            + " the address answer, or write the keys as jwks");
  }

  @Override
  public void close() {
    @Nullable HttpClient asked;
    synchronized (this) {
      closed = true;
      want(Set.of());
      asked = client;
    }
    if (asked != null) {
      asked.shutdownNow();
    }
  }
}
