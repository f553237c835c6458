package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Addresses;
import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import io.limpet.model.istio.Gateway.Protocol;
import io.limpet.model.istio.Gateway.Server;
import io.limpet.model.istio.Gateway.Tls;
import io.limpet.model.istio.Gateway.TlsMode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a Gateway, as Istio's webhook takes it (`ValidateGateway` and `validateServer` in its
/// `pkg/config/validation`).
public final class GatewayReader {
  private static final Map<String, Protocol> PROTOCOLS =
      Fields.words(Protocol.values(), each -> each.name().replace('_', '-'));

  private static final String UNIX = "unix://";

  private GatewayReader() {}

  public static @Nullable Gateway read(Fields document, Metadata metadata, Origin origin) {
    if (metadata.name().indexOf('.') >= 0) {
      document.refuse(
          "metadata", "bad-name", "the name of a Gateway has no dots, as routes are named by it");
    }
    return document.requiredPart("spec", spec -> spec(spec, metadata, origin));
  }

  private static Gateway spec(Fields spec, Metadata metadata, Origin origin) {
    Map<String, String> selector = Labels.selector(spec, "selector");
    if (!spec.has("servers")) {
      spec.refuse("servers", "missing-field", "is missing; write the ports to listen on");
    }
    Set<String> portNames = new HashSet<>();
    return new Gateway(
        metadata, origin, selector, spec.items("servers", server -> server(server, portNames)));
  }

  private static Server server(Fields server, Set<String> portNames) {
    if (server.has("defaultEndpoint")) {
      server.warn("defaultEndpoint", "no-effect", "has no effect at a gateway; remove it");
    }
    String bind = bind(server);
    Port port = server.requiredPart("port", each -> port(each, bind));
    List<String> hosts = server.texts("hosts");
    if (hosts.isEmpty() && server.sound()) {
      server.refuse("hosts", "missing-field", "is missing; write the hosts, or \"*\" for all");
    }
    Tls tls = server.part("tls", GatewayTlsReader::read);
    if (port != null) {
      checkName(server, port.name(), portNames);
      checkTls(server, port.protocol(), tls);
    }
    return new Server(
        port == null ? 0 : port.number(),
        port == null ? "" : port.name(),
        port == null ? Protocol.HTTP : port.protocol(),
        bind,
        server.text("name"),
        hosts,
        tls);
  }

  private static String bind(Fields server) {
    String bind = server.text("bind");
    if (!bind.isEmpty() && !bind.startsWith(UNIX) && !Addresses.valid(bind)) {
      server.refuse(
          "bind", "bad-address", "\"" + bind + "\" is no IP address; write one, or remove it");
    }
    if (bind.startsWith(UNIX)) {
      server.warn(
          "bind",
          "not-carried-out",
          "is a socket of this machine, which Limpet does not listen on yet; write an IP address");
    }
    return bind;
  }

  private static void checkName(Fields server, String name, Set<String> names) {
    if (!name.isEmpty() && !names.add(name)) {
      server.refuse(
          "port",
          Webhook.CODE,
          "has the name " + name + " of another server's; name each port of a Gateway differently");
    }
  }

  private static void checkTls(Fields server, Protocol protocol, @Nullable Tls tls) {
    if (!server.sound()) {
      return;
    }
    boolean secure = protocol == Protocol.HTTPS || protocol == Protocol.TLS;
    if (secure && tls == null) {
      server.refuse(
          "tls", "missing-field", "is missing for " + protocol + "; write mode and credentialName");
    } else if (!secure && tls != null && !protocol.isPlainHttp()) {
      server.refuse(
          "tls", "tls-without-protocol", "needs the protocol TLS, not " + protocol + "; write TLS");
    } else if (!secure && tls != null && (tls.mode() != TlsMode.PASSTHROUGH || hasFiles(tls))) {
      server.refuse(
          "tls",
          "tls-without-protocol",
          "needs the protocol HTTPS, not " + protocol + ", which takes httpsRedirect only");
    }
  }

  private static boolean hasFiles(Tls tls) {
    return !tls.certificates().isEmpty() || !tls.caCertificates().isEmpty();
  }

  private static Port port(Fields port, String bind) {
    if (port.has("targetPort")) {
      Webhook.refuses(
          port, "targetPort", "has no effect in a Gateway, and Istio refuses it; remove it");
    }
    int number =
        bind.startsWith(UNIX) ? port.number("number", 0, 0, 0) : port.requiredPort("number");
    String name = port.text("name");
    if (name.isEmpty() && port.sound()) {
      port.report("name", "missing-field", "is missing; write a name for the port");
    }
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

  private record Port(int number, String name, Protocol protocol) {}
}
