package io.limpet.bench;

import io.limpet.bench.load.Load.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What is compared; the help of `limpet bench` says what each is.
public enum Scenario {
  STRONG("strong"),
  SOFT("soft"),
  FEATURES("features"),
  H2("h2"),
  TLS("tls"),
  TLS_H2("tls-h2"),
  TLS_RESUMED("tls-resumed"),
  TLS_FULL("tls-full"),
  BODIES("bodies"),
  IDLE("idle"),
  CORES("cores"),
  CHURN("churn"),
  GARBAGE("garbage");

  private static final int CONNECTIONS = 32;
  private static final int IDLE_CONNECTIONS = 10_000;
  private static final int STREAMS = 10;

  private final String word;

  Scenario(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  public static Optional<Scenario> named(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(Scenario::word).toList();
  }

  public int usualConnections() {
    return this == IDLE ? IDLE_CONNECTIONS : CONNECTIONS;
  }

  String path() {
    return switch (this) {
      case SOFT -> "/soft";
      case BODIES -> "/big";
      case STRONG, FEATURES, H2, TLS, TLS_H2, TLS_RESUMED, TLS_FULL, IDLE, CORES, CHURN, GARBAGE ->
          "/hello";
    };
  }

  /// What a chart shows.
  List<Metric> drawn() {
    return switch (this) {
      case BODIES -> List.of(Metric.MEBIBYTES, Metric.CPU_PER_GIB);
      case IDLE -> List.of(Metric.PER_CONNECTION);
      case CORES -> List.of(Metric.REQUESTS_PER_CPU);
      case CHURN -> List.of(Metric.P99, Metric.P999);
      case GARBAGE -> List.of(Metric.ALLOCATED);
      case STRONG, SOFT, FEATURES, H2, TLS, TLS_H2, TLS_RESUMED, TLS_FULL ->
          List.of(Metric.REQUESTS, Metric.CPU);
    };
  }

  /// Whether a proxy can be loaded that somebody else has configured.
  public boolean takesTargets() {
    return switch (this) {
      case STRONG, SOFT, FEATURES, H2, BODIES -> true;
      case TLS, TLS_H2, TLS_RESUMED, TLS_FULL, IDLE, CORES, CHURN, GARBAGE -> false;
    };
  }

  boolean isHttp2() {
    return this == H2 || this == TLS_H2;
  }

  int streams() {
    return isHttp2() ? STREAMS : 1;
  }

  Security security() {
    return switch (this) {
      case TLS, TLS_H2 -> Security.TLS;
      case TLS_RESUMED -> Security.TLS_RESUMED;
      case TLS_FULL -> Security.TLS_FULL;
      case STRONG, SOFT, FEATURES, H2, BODIES, IDLE, CORES, CHURN, GARBAGE -> Security.PLAIN;
    };
  }

  List<Peer> peers() {
    return switch (this) {
      case SOFT -> List.of(Peer.values());
      case CHURN, GARBAGE -> List.of(Peer.LIMPET);
      case STRONG, FEATURES, H2, TLS, TLS_H2, TLS_RESUMED, TLS_FULL, BODIES, IDLE, CORES ->
          List.of(Peer.LIMPET, Peer.ENVOY, Peer.HAPROXY);
    };
  }
}
