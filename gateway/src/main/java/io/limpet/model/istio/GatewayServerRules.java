package io.limpet.model.istio;

import io.limpet.model.fields.Addresses;
import io.limpet.model.fields.DomainNames;
import io.limpet.model.fields.Fields;
import io.limpet.model.istio.Gateway.Protocol;
import io.limpet.model.istio.Gateway.Tls;
import io.limpet.model.istio.Gateway.TlsMode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What Istio's webhook refuses of a server, and the schema of a cluster takes (`validateServer` in
/// its `pkg/config/validation`).
final class GatewayServerRules {
  private static final String UNIX = "unix://";

  private GatewayServerRules() {}

  static boolean isUnix(String bind) {
    return bind.startsWith(UNIX);
  }

  static void checkBind(Fields server, String bind) {
    if (isUnix(bind)) {
      server.warn(
          "bind",
          "not-carried-out",
          "is a socket of this machine, which Limpet does not listen on yet; write an IP address");
    } else if (!bind.isEmpty() && !Addresses.valid(bind)) {
      Webhook.doubts(server, "bind", "\"" + bind + "\" is no IP address; write one, or remove it");
    }
  }

  static void checkHosts(Fields server, List<String> hosts) {
    if (server.has("hosts") && hosts.isEmpty()) {
      Webhook.doubts(server, "hosts", "is empty; write the hosts, or \"*\" for all");
    }
    for (String host : hosts) {
      int slash = host.indexOf('/');
      String namespace = slash < 0 ? "*" : host.substring(0, slash);
      String name = host.substring(slash + 1);
      if (!Set.of("*", ".", "~").contains(namespace) && !DomainNames.isLabel(namespace)) {
        Webhook.refuses(server, "hosts", "\"" + host + "\" names no namespace; correct it");
      } else if (!name.equals("*") && name.indexOf('.') < 0 && !Addresses.valid(name)) {
        Webhook.refuses(
            server,
            "hosts",
            "\"" + host + "\" is a short name, which Istio refuses; write it whole");
      } else if (!DomainNames.isWildcardOrFull(name) && !Addresses.valid(name)) {
        Webhook.refuses(server, "hosts", "\"" + host + "\" is no name of a host; correct it");
      }
    }
  }

  /// What clients ask for by TLS comes in small letters, whatever they wrote (Envoy's
  /// `tls_inspector`).
  static void checkLetters(Fields server, List<String> hosts) {
    for (String host : hosts) {
      if (!host.equals(host.toLowerCase(Locale.ROOT))) {
        server.warn(
            "hosts",
            "never-matches",
            "\"" + host + "\" is no name that TLS asks for; write it in small letters");
      }
    }
  }

  static void checkName(Fields server, String name, Set<String> names) {
    if (!name.isEmpty() && !names.add(name)) {
      Webhook.refuses(
          server,
          "port",
          "has the name " + name + " of another server's; name each port of a Gateway differently");
    }
  }

  static void checkTls(Fields server, Protocol protocol, @Nullable Tls tls) {
    boolean secure = protocol == Protocol.HTTPS || protocol == Protocol.TLS;
    if (secure && tls == null) {
      Webhook.doubts(
          server, "tls", "is missing for " + protocol + "; write mode and credentialName");
    } else if (!secure && tls != null && !protocol.isPlainHttp()) {
      Webhook.doubts(server, "tls", "needs the protocol TLS, not " + protocol + "; write TLS");
    } else if (!secure && tls != null && (tls.mode() != TlsMode.PASSTHROUGH || hasFiles(tls))) {
      Webhook.doubts(
          server,
          "tls",
          "needs the protocol HTTPS, not " + protocol + ", which takes httpsRedirect only");
    }
  }

  private static boolean hasFiles(Tls tls) {
    return !tls.certificates().isEmpty() || !tls.caCertificates().isEmpty();
  }
}
