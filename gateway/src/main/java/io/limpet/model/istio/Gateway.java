package io.limpet.model.istio;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.OrderedMap;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Ports on which the gateways that `selector` chooses listen; an empty selector means all.
public record Gateway(
    Metadata metadata, Origin origin, Map<String, String> selector, List<Server> servers)
    implements Resource {
  public Gateway {
    selector = OrderedMap.copyOf(selector);
    servers = List.copyOf(servers);
  }

  @Override
  public Kind kind() {
    return Kind.GATEWAY;
  }

  /// `port` is a port of the gateway's Service. `hosts` are as written (`host`, `namespace/host`,
  /// `./host`, `*/host`); `bind` and `name` are mostly empty.
  public record Server(
      int port,
      String portName,
      Protocol protocol,
      String bind,
      String name,
      List<String> hosts,
      @Nullable Tls tls) {
    public Server {
      hosts = List.copyOf(hosts);
    }
  }

  public enum Protocol {
    HTTP,
    HTTPS,
    GRPC,
    GRPC_WEB,
    HTTP2,
    MONGO,
    TCP,
    TLS
  }

  /// How a server ends TLS. Certificates come from the Secrets in `credentialNames`, or else from
  /// files.
  public record Tls(
      boolean httpsRedirect,
      TlsMode mode,
      List<String> credentialNames,
      String serverCertificate,
      String privateKey,
      String caCertificates,
      List<String> subjectAltNames,
      String minProtocolVersion,
      String maxProtocolVersion,
      List<String> cipherSuites) {
    public Tls {
      credentialNames = List.copyOf(credentialNames);
      subjectAltNames = List.copyOf(subjectAltNames);
      cipherSuites = List.copyOf(cipherSuites);
    }
  }

  public enum TlsMode {
    PASSTHROUGH,
    SIMPLE,
    MUTUAL,
    AUTO_PASSTHROUGH,
    ISTIO_MUTUAL,
    OPTIONAL_MUTUAL
  }
}
