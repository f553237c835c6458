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
  /// `./host`, `*/host`); `bind` and `name` are mostly empty. `refused` is what Istio's webhook
  /// refuses, and istiod serves if it is there.
  public record Server(
      int port,
      String portName,
      Protocol protocol,
      String bind,
      String name,
      List<String> hosts,
      @Nullable Tls tls,
      boolean refused) {
    public Server {
      hosts = List.copyOf(hosts);
    }

    /// Whether the gateway ends TLS here: not where there is none, nor where it passes through.
    public boolean endsTls() {
      return tls != null && !tls.passesThrough();
    }

    /// Whether requests of HTTP are read here, with TLS or without.
    public boolean readsHttp() {
      return protocol.isPlainHttp() || (protocol == Protocol.HTTPS && endsTls());
    }
  }

  public enum Protocol {
    HTTP,
    HTTPS,
    GRPC,
    GRPC_WEB,
    HTTP2,
    MONGO,
    MYSQL,
    REDIS,
    TCP,
    TLS;

    /// Whether callers speak HTTP without TLS.
    public boolean isPlainHttp() {
      return switch (this) {
        case HTTP, HTTP2, GRPC, GRPC_WEB -> true;
        case HTTPS, MONGO, MYSQL, REDIS, TCP, TLS -> false;
      };
    }
  }

  /// How a server treats TLS. Certificates come from the Secrets in `credentialNames`, or else from
  /// files; `caCertCredentialName` names a Secret of authorities where it is another.
  public record Tls(
      boolean httpsRedirect,
      TlsMode mode,
      List<String> credentialNames,
      String caCertCredentialName,
      List<Files> certificates,
      String caCertificates,
      String caCrl,
      Verification verification,
      String minProtocolVersion,
      String maxProtocolVersion,
      List<String> cipherSuites) {
    public Tls {
      credentialNames = List.copyOf(credentialNames);
      certificates = List.copyOf(certificates);
      cipherSuites = List.copyOf(cipherSuites);
    }

    public boolean passesThrough() {
      return mode == TlsMode.PASSTHROUGH || mode == TlsMode.AUTO_PASSTHROUGH;
    }
  }

  /// A certificate and its key, as paths.
  public record Files(String serverCertificate, String privateKey) {}

  /// What a client's certificate must show.
  public record Verification(List<String> subjectAltNames, List<String> spki, List<String> hashes) {
    public Verification {
      subjectAltNames = List.copyOf(subjectAltNames);
      spki = List.copyOf(spki);
      hashes = List.copyOf(hashes);
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
