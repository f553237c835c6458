package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import io.limpet.model.istio.Gateway.Protocol;
import io.limpet.model.istio.Gateway.Server;
import io.limpet.model.istio.Gateway.Tls;
import io.limpet.model.istio.Gateway.TlsMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a Gateway.
public final class GatewayReader {
  private static final Map<String, TlsMode> TLS_MODES =
      Fields.words(TlsMode.values(), TlsMode::name);
  private static final Map<String, Protocol> PROTOCOLS =
      Fields.words(Protocol.values(), each -> each.name().replace('_', '-'));

  private GatewayReader() {}

  public static @Nullable Gateway read(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart(
        "spec",
        spec ->
            new Gateway(
                metadata,
                origin,
                Labels.selector(spec, "selector"),
                spec.items("servers", GatewayReader::server)));
  }

  private static Server server(Fields server) {
    server.notCarriedOut("defaultEndpoint");
    Port port = server.requiredPart("port", GatewayReader::port);
    List<String> hosts = server.texts("hosts");
    if (hosts.isEmpty() && server.sound()) {
      server.refuse("hosts", "missing-field", "is missing; write the hosts, or \"*\" for all");
    }
    if (port != null) {
      warnOfProtocol(server, port.protocol());
    }
    return new Server(
        port == null ? 0 : port.number(),
        port == null ? "" : port.name(),
        port == null ? Protocol.HTTP : port.protocol(),
        server.text("bind"),
        server.text("name"),
        hosts,
        server.part("tls", GatewayReader::tls));
  }

  private static void warnOfProtocol(Fields server, Protocol protocol) {
    switch (protocol) {
      case HTTP, HTTP2, GRPC, GRPC_WEB -> {}
      case HTTPS, TLS, TCP, MONGO ->
          server.warn(
              "port",
              "not-carried-out",
              "has the protocol "
                  + protocol
                  + ", which Limpet's own proxy does not carry out yet; the port does not listen");
    }
  }

  private static Port port(Fields port) {
    port.notCarriedOut("targetPort");
    int number = port.requiredPort("number");
    String name = port.text("name");
    if (!port.has("protocol")) {
      port.refuse("protocol", "missing-field", "is missing; write HTTP, HTTPS, TLS or TCP");
    }
    return new Port(number, name, protocol(port));
  }

  /// Istio reads protocols in any case.
  private static Protocol protocol(Fields port) {
    Protocol known = PROTOCOLS.get(port.text("protocol").toUpperCase(Locale.ROOT));
    return known == null ? port.word("protocol", PROTOCOLS, Protocol.HTTP) : known;
  }

  private static Tls tls(Fields tls) {
    List<String> credentials = new ArrayList<>();
    if (tls.has("credentialName")) {
      credentials.add(tls.text("credentialName"));
    }
    credentials.addAll(tls.texts("credentialNames"));
    tls.notCarriedOut(
        "verifyCertificateSpki",
        "verifyCertificateHash",
        "tlsCertificates",
        "caCrl",
        "caCertCredentialName");
    return new Tls(
        tls.truth("httpsRedirect"),
        tls.word("mode", TLS_MODES, TlsMode.PASSTHROUGH),
        credentials,
        tls.text("serverCertificate"),
        tls.text("privateKey"),
        tls.text("caCertificates"),
        tls.texts("subjectAltNames"),
        tls.text("minProtocolVersion"),
        tls.text("maxProtocolVersion"),
        tls.texts("cipherSuites"));
  }

  private record Port(int number, String name, Protocol protocol) {}
}
