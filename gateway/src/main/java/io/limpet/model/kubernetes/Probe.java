package io.limpet.model.kubernetes;

/// How a container says that it is ready. Times are in seconds, with Kubernetes' defaults filled in
/// (delay 0, period 10, timeout 1, one success, three failures).
public record Probe(
    Check check,
    int initialDelaySeconds,
    int periodSeconds,
    int timeoutSeconds,
    int successThreshold,
    int failureThreshold) {

  public sealed interface Check {}

  /// Ready when the port accepts a connection. `host` is empty for the pod's own address.
  public record TcpSocket(String host, PortReference port) implements Check {}

  /// Ready when the answer's status is from 200 to 399. `host` is empty for the pod's own address;
  /// `scheme` is `HTTP` or `HTTPS`.
  public record HttpGet(String scheme, String host, PortReference port, String path)
      implements Check {}
}
