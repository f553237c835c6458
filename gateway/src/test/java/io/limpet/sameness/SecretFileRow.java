package io.limpet.sameness;

import io.limpet.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/// A listener whose secrets stand in files of a folder of its own: how the folder begins, what is
/// done to it, and what a client sees before and after that. In what `context` says, `${folder}` is
/// the folder.
record SecretFileRow(String name, Context context, Step begin, Step act, String seen) {
  private static final String TYPE = "type.googleapis.com/envoy.extensions.";
  private static final String TLS =
      "transport_socket: {name: envoy.transport_sockets.tls, typed_config: {\"@type\": "
          + TYPE
          + "transport_sockets.tls.v3.";

  /// What is done to the folder.
  interface Step {
    void in(Path folder) throws IOException;
  }

  /// The TLS context of clients, and of endpoints; empty for plain text.
  record Context(String clients, String endpoints) {
    /// A certificate of this SdsSecretConfig's `sds_config`.
    static Context certificate(String config) {
      return clients(
          "common_tls_context: {tls_certificate_sds_secret_configs: [{name: s, sds_config: {%s}}]}"
              .formatted(config));
    }

    static Context clients(String text) {
      return new Context(text, "");
    }
  }

  /// Only the certificate of the file `name`, which is moved to its place twice.
  static SecretFileRow moved(String name, String file, String first, String second, String seen) {
    return new SecretFileRow(
        name, Context.certificate(at(file)), move(file, first), move(file, second), seen);
  }

  /// A source that is this file.
  static String at(String file) {
    return "path_config_source: {path: \"${folder}/" + file + "\"}";
  }

  // Steps.

  static final Step NOTHING = _ -> {};

  static Step move(String name, String text) {
    return folder -> {
      Path written = Files.writeString(Files.createTempFile("limpet-moved", ""), text);
      Files.createDirectories(folder.resolve(name).getParent());
      Files.move(
          written,
          folder.resolve(name),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    };
  }

  static Step write(String name, String text) {
    return folder -> Files.writeString(folder.resolve(name), text);
  }

  static Step folder(String name) {
    return folder -> Files.createDirectory(folder.resolve(name));
  }

  static Step both(Step first, Step second) {
    return folder -> {
      first.in(folder);
      second.in(folder);
    };
  }

  /// As Kubernetes mounts a Secret, and changes what is mounted.
  static Step mount(String version, Map<String, String> files) {
    return folder -> {
      Path data = Files.createDirectory(folder.resolve("..v" + version));
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(data.resolve(file.getKey()), file.getValue());
        Path link = folder.resolve(file.getKey());
        if (!Files.isSymbolicLink(link)) {
          Files.createSymbolicLink(link, Path.of("..data", file.getKey()));
        }
      }
      Path next = Files.createSymbolicLink(folder.resolve("..tmp"), data.getFileName());
      Files.move(
          next,
          folder.resolve("..data"),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    };
  }

  // Texts.

  /// A DiscoveryResponse with this secret's content under the name `s`, in JSON, which YAML is too.
  static String response(String content) {
    return "{\"resources\": [" + secret("s", content) + "]}";
  }

  static String secret(String name, String content) {
    return "{\"@type\": \"%stransport_sockets.tls.v3.Secret\", \"name\": \"%s\", %s}"
        .formatted(TYPE, name, content);
  }

  /// A certificate of [TestAuthority] and its key.
  static String pair(String name) {
    return pair(
        TestAuthority.get().file(name + ".pem").toString(),
        TestAuthority.get().file(name + ".key").toString());
  }

  static String pair(String certificate, String key) {
    return ("\"tls_certificate\": {\"certificate_chain\": {\"filename\": \"%s\"},"
            + " \"private_key\": {\"filename\": \"%s\"}}")
        .formatted(certificate, key);
  }

  static String authority(String name) {
    return "\"validation_context\": {\"trusted_ca\": {\"filename\": \"%s\"}}"
        .formatted(TestAuthority.get().file(name));
  }

  // What the proxies are told.

  Path folder(Path all) {
    return all.resolve(name);
  }

  boolean isTls() {
    return !context.clients().isEmpty();
  }

  String listener(Path all) {
    String transport = isTls() ? TLS + "DownstreamTlsContext, " + context.clients() + "}}, " : "";
    return ("{name: %s, filter_chains: [{%sfilters: [{name: http, typed_config: {\"@type\":"
            + " %sfilters.network.http_connection_manager.v3.HttpConnectionManager, stat_prefix: a,"
            + " route_config: {name: all, virtual_hosts: [{name: all, domains: [\"*\"], routes:"
            + " [{match: {prefix: /}, route: {cluster: %s}}]}]}, http_filters: [{name: router,"
            + " typed_config: {\"@type\": %sfilters.http.router.v3.Router}}]}}]}]}")
        .formatted(name, transport.replace("${folder}", folder(all).toString()), TYPE, name, TYPE);
  }

  String cluster(Path all) {
    String transport =
        context.endpoints().isEmpty()
            ? ""
            : ", " + TLS + "UpstreamTlsContext, " + context.endpoints() + "}}";
    return "{name: %s, endpoints: [a]%s}"
        .formatted(name, transport.replace("${folder}", folder(all).toString()));
  }

  @Override
  public String toString() {
    return name;
  }
}
