package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import io.limpet.model.fields.Suggestion;
import io.limpet.model.istio.Gateway.Protocol;
import io.limpet.model.istio.Gateway.Server;
import io.limpet.model.istio.Gateway.Tls;
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

  private static final int MOST_PORT = 65535;

  private GatewayReader() {}

  public static @Nullable Gateway read(Fields document, Metadata metadata, Origin origin) {
    if (metadata.name().indexOf('.') >= 0) {
      Webhook.refuses(
          document, "metadata", "the name of a Gateway has no dots, as routes are named by it");
    }
    return document.requiredPart("spec", spec -> spec(spec, metadata, origin));
  }

  private static Gateway spec(Fields spec, Metadata metadata, Origin origin) {
    Map<String, String> selector = Labels.selector(spec, "selector");
    if (!spec.has("servers")) {
      Webhook.refuses(spec, "servers", "is missing; write the ports to listen on");
    }
    Set<String> portNames = new HashSet<>();
    return new Gateway(
        metadata, origin, selector, spec.items("servers", server -> server(server, portNames)));
  }

  /// What a cluster stores is read, if only istiod would serve it.
  private static Server server(Fields server, Set<String> portNames) {
    if (server.has("defaultEndpoint")) {
      server.warn("defaultEndpoint", "no-effect", "has no effect at a gateway; remove it");
    }
    String bind = server.text("bind");
    GatewayServerRules.checkBind(server, bind);
    Port port = server.requiredPart("port", each -> port(each, bind));
    if (!server.has("hosts")) {
      server.refuse("hosts", "missing-field", "is missing; write the hosts, or \"*\" for all");
    }
    List<String> hosts = server.texts("hosts");
    GatewayServerRules.checkHosts(server, hosts);
    Tls tls = server.part("tls", GatewayTlsReader::read);
    if (tls != null) {
      GatewayServerRules.checkLetters(server, hosts);
    }
    if (port != null && server.sound()) {
      GatewayServerRules.checkName(server, port.name(), portNames);
      GatewayServerRules.checkTls(server, port.protocol(), tls);
    }
    return new Server(
        port == null ? 0 : port.number(),
        port == null ? "" : port.name(),
        port == null ? Protocol.HTTP : port.protocol(),
        bind,
        server.text("name"),
        hosts,
        tls,
        server.doubted());
  }

  private static Port port(Fields port, String bind) {
    if (port.has("targetPort")) {
      Webhook.refuses(
          port, "targetPort", "has no effect in a Gateway, and Istio refuses it; remove it");
    }
    for (String key : List.of("number", "name", "protocol")) {
      if (!port.has(key)) {
        port.refuse(key, "missing-field", "is missing; write number, name and protocol");
      }
    }
    String name = port.text("name");
    if (port.has("name") && name.isEmpty()) {
      Webhook.refuses(port, "name", "is empty; write a name for the port");
    }
    return new Port(number(port, bind), name, protocol(port));
  }

  private static int number(Fields port, String bind) {
    long number = port.whole("number", 0, LooseNumbers.MOST, 0);
    boolean unix = GatewayServerRules.isUnix(bind);
    if (port.sound() && (unix ? number != 0 : number < 1 || number > MOST_PORT)) {
      Webhook.doubts(
          port,
          "number",
          number + " is out of range; write " + (unix ? "0" : "a number from 1 to " + MOST_PORT));
    }
    return (int) number;
  }

  /// Istio reads protocols in any case, and relays bytes by one that it does not know.
  private static Protocol protocol(Fields port) {
    String written = port.text("protocol");
    Protocol known = PROTOCOLS.get(written.toUpperCase(Locale.ROOT));
    if (known == null && port.sound()) {
      String hint =
          Suggestion.of(written, PROTOCOLS.keySet())
              .map(meant -> "; did you mean " + meant + "?")
              .orElse("");
      Webhook.doubts(
          port,
          "protocol",
          "\"" + written + "\" is none of " + String.join(", ", PROTOCOLS.keySet()) + hint);
    }
    return known == null ? Protocol.TCP : known;
  }

  private record Port(int number, String name, Protocol protocol) {}
}
