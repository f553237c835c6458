package io.limpet.proxy.listener;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.tls.PeerFault;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What is counted of handshakes with clients, under Envoy's names (its "TLS statistics" table of
/// listeners).
final class TlsCounters {
  private final Metrics.Scope scope;
  private final LongAdder handshakes;
  private final LongAdder errors;
  private final LongAdder withoutCertificate;
  private final LongAdder badCertificate;
  private final LongAdder badName;
  private final LongAdder badPin;
  private final LongAdder stapleFailed;
  private final Map<String, LongAdder> versions = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> ciphers = new ConcurrentHashMap<>();

  TlsCounters(Metrics.Scope scope) {
    this.scope = scope;
    handshakes = scope.counter("ssl.handshake");
    errors = scope.counter("ssl.connection_error");
    withoutCertificate = scope.counter("ssl.no_certificate");
    badCertificate = scope.counter("ssl.fail_verify_error");
    badName = scope.counter("ssl.fail_verify_san");
    stapleFailed = scope.counter("ssl.ocsp_staple_failed");
    badPin = scope.counter("ssl.fail_verify_cert_hash");
  }

  /// A client was refused that asked for a staple, and none is good.
  void withoutStaple() {
    stapleFailed.increment();
  }

  void done(TlsFacts facts) {
    handshakes.increment();
    if (!facts.peer().present()) {
      withoutCertificate.increment();
    }
    named(versions, "ssl.versions.", facts.version()).increment();
    named(ciphers, "ssl.ciphers.", facts.cipher()).increment();
  }

  /// Found by the short name: to make the whole of it for each handshake costs more than to count.
  private LongAdder named(Map<String, LongAdder> found, String prefix, String name) {
    LongAdder counter = found.get(name);
    if (counter == null) {
      counter = scope.counter(prefix + name);
      found.put(name, counter);
    }
    return counter;
  }

  void failed(@Nullable Throwable cause) {
    switch (PeerFault.of(cause)) {
      case null -> errors.increment();
      case NAME -> badName.increment();
      case PIN -> badPin.increment();
      case EXPIRED,
          NOT_YET_VALID,
          REVOKED,
          WITHOUT_LIST,
          LIST_EXPIRED,
          UNKNOWN_AUTHORITY,
          PURPOSE,
          TOO_LONG ->
          badCertificate.increment();
    }
  }
}
