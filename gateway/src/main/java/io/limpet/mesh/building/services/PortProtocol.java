package io.limpet.mesh.building.services;

import io.limpet.model.kubernetes.Protocol;
import io.limpet.model.kubernetes.Service;
import java.util.Locale;
import java.util.Set;

/// What is spoken at a port of a service (`pkg/config/protocol` and `pkg/config/kube/conversion.go`
/// in Istio). UNSUPPORTED is what nobody wrote: a gateway speaks HTTP/1.1 there.
public enum PortProtocol {
  TCP,
  UDP,
  HTTP,
  HTTP_PROXY,
  HTTP2,
  HTTPS,
  GRPC,
  GRPC_WEB,
  TLS,
  MONGO,
  REDIS,
  MYSQL,
  UNSUPPORTED;

  /// Ports at which the server speaks first, so that nobody may wait for what the client says.
  private static final Set<Integer> WELL_KNOWN_TCP = Set.of(25, 53, 3306, 27017);

  /// By `appProtocol` where it is written, else by the port's name.
  public static PortProtocol of(Service.Port port) {
    if (port.protocol() == Protocol.UDP) {
      return UDP;
    }
    PortProtocol said =
        port.appProtocol().isEmpty()
            ? ofPrefix(port.name())
            : switch (port.appProtocol()) {
              case "kubernetes.io/h2c" -> HTTP2;
              case "kubernetes.io/ws" -> HTTP;
              case "kubernetes.io/wss" -> HTTPS;
              default -> ofPrefix(port.appProtocol());
            };
    return said == UNSUPPORTED && WELL_KNOWN_TCP.contains(port.port()) ? TCP : said;
  }

  private static PortProtocol ofPrefix(String name) {
    if (name.toLowerCase(Locale.ROOT).startsWith("grpc-web")) {
      return GRPC_WEB;
    }
    int hyphen = name.indexOf('-');
    return parse(hyphen < 0 ? name : name.substring(0, hyphen));
  }

  /// The protocol of that name, in letters of any case.
  static PortProtocol parse(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "tcp" -> TCP;
      case "udp" -> UDP;
      case "http" -> HTTP;
      case "http_proxy" -> HTTP_PROXY;
      case "http2" -> HTTP2;
      case "https" -> HTTPS;
      case "grpc" -> GRPC;
      case "grpc-web" -> GRPC_WEB;
      case "tls" -> TLS;
      case "mongo" -> MONGO;
      case "redis" -> REDIS;
      case "mysql" -> MYSQL;
      default -> UNSUPPORTED;
    };
  }

  /// Whether it is HTTP that a proxy can read.
  public boolean http() {
    return http1() || http2();
  }

  public boolean http1() {
    return this == HTTP || this == HTTP_PROXY;
  }

  /// Whether the endpoints speak HTTP/2.
  boolean http2() {
    return this == HTTP2 || this == GRPC || this == GRPC_WEB;
  }
}
