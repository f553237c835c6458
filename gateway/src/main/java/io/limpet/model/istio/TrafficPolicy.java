package io.limpet.model.istio;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How traffic is carried. A block that is null was not written: blocks are inherited whole, never
/// field by field.
public record TrafficPolicy(
    @Nullable LoadBalancer loadBalancer,
    @Nullable ConnectionPool connectionPool,
    @Nullable OutlierDetection outlierDetection,
    @Nullable ClientTls tls,
    @Nullable ProxyProtocol proxyProtocol,
    @Nullable RetryBudget retryBudget,
    @Nullable Tunnel tunnel,
    List<PortPolicy> portLevelSettings) {
  public TrafficPolicy {
    portLevelSettings = List.copyOf(portLevelSettings);
  }

  /// What a connection to an endpoint begins with: the caller's address, in this form.
  public enum ProxyProtocol {
    V1,
    V2
  }

  /// Bytes of TCP go inside a request for this host, a POST or else a CONNECT.
  public record Tunnel(String targetHost, int targetPort, boolean post) {}

  /// What holds for one port of the Service, in place of the whole policy above it.
  public record PortPolicy(
      int port,
      @Nullable LoadBalancer loadBalancer,
      @Nullable ConnectionPool connectionPool,
      @Nullable OutlierDetection outlierDetection,
      @Nullable ClientTls tls) {}

  /// Retries allowed as a part of the active requests. `percent` is null where not written.
  public record RetryBudget(@Nullable Double percent, int minRetryConcurrency) {}

  /// When an endpoint is ejected for its errors. Counts are null where not written, as 0 switches a
  /// check off.
  public record OutlierDetection(
      boolean splitExternalLocalOriginErrors,
      @Nullable Long consecutiveLocalOriginFailures,
      @Nullable Long consecutiveGatewayErrors,
      @Nullable Long consecutive5xxErrors,
      @Nullable Duration interval,
      @Nullable Duration baseEjectionTime,
      int maxEjectionPercent,
      int minHealthPercent,
      List<Integer> outlierDetectionHttpErrorCodes) {
    public OutlierDetection {
      outlierDetectionHttpErrorCodes = List.copyOf(outlierDetectionHttpErrorCodes);
    }
  }

  /// TLS towards the endpoints.
  public record ClientTls(
      Mode mode,
      String clientCertificate,
      String privateKey,
      String caCertificates,
      String caCrl,
      String credentialName,
      List<String> subjectAltNames,
      String sni,
      @Nullable Boolean insecureSkipVerify) {
    public ClientTls {
      subjectAltNames = List.copyOf(subjectAltNames);
    }

    public enum Mode {
      DISABLE,
      SIMPLE,
      MUTUAL,
      ISTIO_MUTUAL
    }
  }
}
