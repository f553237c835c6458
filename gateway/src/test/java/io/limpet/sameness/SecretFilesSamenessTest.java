package io.limpet.sameness;

import static io.limpet.sameness.SecretFileRow.NOTHING;
import static io.limpet.sameness.SecretFileRow.at;
import static io.limpet.sameness.SecretFileRow.authority;
import static io.limpet.sameness.SecretFileRow.both;
import static io.limpet.sameness.SecretFileRow.folder;
import static io.limpet.sameness.SecretFileRow.mount;
import static io.limpet.sameness.SecretFileRow.move;
import static io.limpet.sameness.SecretFileRow.moved;
import static io.limpet.sameness.SecretFileRow.pair;
import static io.limpet.sameness.SecretFileRow.response;
import static io.limpet.sameness.SecretFileRow.secret;
import static io.limpet.sameness.SecretFileRow.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.RealEnvoy;
import io.limpet.TestAuthority;
import io.limpet.sameness.SecretFileRow.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Secrets that stand in files, and what becomes of connections when files are moved: on a real
/// Envoy and on our proxy, which watch the same folders.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SecretFilesSamenessTest {
  private static final String SERVER = response(pair("server"));
  private static final String OTHER = response(pair("other"));
  private static final String SWAPPED = "server 200, other 200";
  private static final String KEPT = "server 200, server 200";
  private static final String LATE = "closed, other 200";
  private static final SecretFileRow MARK = moved("mark", "s.yaml", SERVER, OTHER, SWAPPED);

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Endpoints endpoints;

  private @Nullable Gateways running;
  private final Map<String, String> before = new HashMap<>();

  static List<SecretFileRow> rows() {
    return Stream.of(forms(), mistakes(), moves(), files(), places())
        .flatMap(List::stream)
        .toList();
  }

  /// The file's ending says how it is read.
  private static List<SecretFileRow> forms() {
    return List.of(
        moved("yaml", "s.yaml", "resources:\n- " + secret("s", pair("server")), OTHER, SWAPPED),
        moved("yml", "s.yml", SERVER, OTHER, SWAPPED),
        moved("capitals", "s.YAML", "resources:\n- " + secret("s", pair("server")), OTHER, SWAPPED),
        moved("json", "s.json", SERVER, "resources:\n- " + secret("s", pair("other")), KEPT),
        moved("no_ending", "s", SERVER, "resources:\n- " + secret("s", pair("other")), KEPT),
        moved("proto_text", "s.pb_text", protoText("server"), protoText("other"), SWAPPED),
        moved("wrapped", "s.yaml", wrapped("server"), wrapped("other"), SWAPPED),
        moved("unknown_field", "s.yaml", SERVER, OTHER.replaceFirst("\\{", "{x: 1, "), SWAPPED),
        moved("documents", "s.yaml", SERVER, OTHER + "\n---\n" + SERVER, SWAPPED));
  }

  private static String protoText(String name) {
    TestAuthority all = TestAuthority.get();
    return """
    resources { [type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret] {
      name: "s"
      tls_certificate {
        certificate_chain { filename: "%s" }
        private_key { filename: "%s" }
      } } }
    """
        .formatted(all.file(name + ".pem"), all.file(name + ".key"));
  }

  private static String wrapped(String name) {
    return "{resources: [{'@type': type.googleapis.com/envoy.service.discovery.v3.Resource, name:"
        + " s,"
        + (" resource: " + secret("s", pair(name)) + "}]}");
  }

  /// What cannot be used takes nothing away.
  private static List<SecretFileRow> mistakes() {
    String others =
        "{resources: [%s, %s]}".formatted(secret("s", pair("other")), secret("t", pair("other")));
    String ofOtherName = "{resources: [%s]}".formatted(secret("t", pair("other")));
    String ofTwo = pair(file("server.pem"), file("other.key"));
    return List.of(
        moved("broken", "s.yaml", SERVER, "a: [", KEPT),
        moved("empty", "s.yaml", SERVER, "", KEPT),
        moved("no_resources", "s.yaml", SERVER, "{}", KEPT),
        moved("several", "s.yaml", SERVER, others, KEPT),
        moved("other_name", "s.yaml", SERVER, ofOtherName, KEPT),
        moved("other_key", "s.yaml", SERVER, response(ofTwo), KEPT),
        moved("no_files", "s.yaml", SERVER, response(pair("/nowhere", "/nowhere")), KEPT),
        moved("late", "s.yaml", "a: [", OTHER, LATE),
        moved("late_name", "s.yaml", ofOtherName, OTHER, LATE),
        moved("late_kind", "s.yaml", response(authority("ca.pem")), OTHER, LATE),
        moved("late_key", "s.yaml", response(ofTwo), OTHER, LATE),
        new SecretFileRow(
            "deleted",
            Context.certificate(at("s.yaml")),
            move("s.yaml", SERVER),
            folder -> Files.delete(folder.resolve("s.yaml")),
            KEPT));
  }

  private static String file(String name) {
    return TestAuthority.get().file(name).toString();
  }

  /// Which moves are seen of the file itself.
  private static List<SecretFileRow> moves() {
    String watched =
        "path_config_source: {path: \"${folder}/s.yaml\", watched_directory: {path: \"%s\"}}";
    Context mounted = Context.certificate(watched.formatted("${folder}"));
    Context aside = Context.certificate(watched.formatted("${folder}/aside"));
    SecretFileRow.Step begun = both(folder("aside"), move("s.yaml", SERVER));
    return List.of(
        new SecretFileRow(
            "path",
            Context.certificate("path: \"${folder}/s.yaml\""),
            move("s.yaml", SERVER),
            move("s.yaml", OTHER),
            SWAPPED),
        new SecretFileRow(
            "in_place",
            Context.certificate(at("s.yaml")),
            move("s.yaml", SERVER),
            both(write("s.yaml", OTHER), move("another", "")),
            KEPT),
        new SecretFileRow(
            "mounted",
            mounted,
            mount("1", Map.of("s.yaml", SERVER)),
            mount("2", Map.of("s.yaml", OTHER)),
            SWAPPED),
        new SecretFileRow(
            "mounted_unwatched",
            Context.certificate(at("s.yaml")),
            mount("1", Map.of("s.yaml", SERVER)),
            mount("2", Map.of("s.yaml", OTHER)),
            KEPT),
        new SecretFileRow("watched_aside", aside, begun, move("s.yaml", OTHER), KEPT),
        new SecretFileRow(
            "moved_aside",
            aside,
            begun,
            both(write("s.yaml", OTHER), move("aside/any", "")),
            SWAPPED));
  }

  /// Which moves are seen of the files that a secret names.
  private static List<SecretFileRow> files() {
    return List.of(
        ofPair(
            "files",
            "",
            both(copied("tls.pem", "other.pem"), copied("tls.key", "other.key")),
            SWAPPED),
        ofPair("half_a_pair", "", copied("tls.pem", "other.pem"), KEPT),
        ofPair(
            "files_in_place",
            "",
            both(write("tls.pem", read("other.pem")), write("tls.key", read("other.key"))),
            KEPT),
        ofPair(
            "files_watched_aside",
            "aside",
            both(copied("tls.pem", "other.pem"), copied("tls.key", "other.key")),
            KEPT),
        ofPair(
            "files_moved_aside",
            "aside",
            both(
                both(write("tls.pem", read("other.pem")), write("tls.key", read("other.key"))),
                move("aside/any", "")),
            SWAPPED));
  }

  private static SecretFileRow.Step copied(String name, String of) {
    return move(name, read(of));
  }

  private static String read(String name) {
    try {
      return Files.readString(TestAuthority.get().file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SecretFileRow ofPair(
      String name, String watched, SecretFileRow.Step act, String seen) {
    SecretFileRow.Step begin =
        folder -> {
          copied("tls.pem", "server.pem").in(folder);
          copied("tls.key", "server.key").in(folder);
          folder("aside").in(folder);
          String pair =
              pair(folder.resolve("tls.pem").toString(), folder.resolve("tls.key").toString());
          String directory =
              watched.isEmpty()
                  ? "}"
                  : ", \"watched_directory\": {\"path\": \"%s\"}}"
                      .formatted(folder.resolve(watched));
          String whole = pair.substring(0, pair.length() - 1) + directory;
          folder("sds").in(folder);
          move("sds/s.yaml", response(whole)).in(folder);
        };
    return new SecretFileRow(name, Context.certificate(at("sds/s.yaml")), begin, act, seen);
  }

  /// Wherever TLS may name a secret.
  private static List<SecretFileRow> places() {
    String sds = "{name: s, sds_config: {" + at("s.yaml") + "}}";
    String own =
        ("tls_certificates: [{certificate_chain: {filename: \"%s\"},"
                + " private_key: {filename: \"%s\"}}]")
            .formatted(file("server.pem"), file("server.key"));
    String strangers = response(authority("strange-ca.pem"));
    String ours = response(authority("ca.pem"));
    String keys =
        response(
            "\"session_ticket_keys\": {\"keys\": [{\"inline_string\": \""
                + "k".repeat(80)
                + "\"}]}");
    return List.of(
        new SecretFileRow(
            "trust",
            Context.clients(
                "require_client_certificate: true, common_tls_context: {%s, ".formatted(own)
                    + "validation_context_sds_secret_config: "
                    + sds
                    + "}"),
            move("s.yaml", strangers),
            move("s.yaml", ours),
            "closed, server 200"),
        new SecretFileRow(
            "combined",
            Context.clients(
                ("require_client_certificate: true, common_tls_context: {%s,"
                        + " combined_validation_context: {default_validation_context:"
                        + " {match_typed_subject_alt_names: [{san_type: DNS, matcher: {exact:"
                        + " client.example.com}}]}, validation_context_sds_secret_config: %s}}")
                    .formatted(own, sds)),
            move("s.yaml", strangers),
            move("s.yaml", ours),
            "closed, server 200"),
        new SecretFileRow(
            "ticket_keys",
            Context.clients(
                "session_ticket_keys_sds_secret_config: %s, common_tls_context: {%s}"
                    .formatted(sds, own)),
            move("s.yaml", "{}"),
            move("s.yaml", keys),
            "closed, server 200"),
        new SecretFileRow(
            "endpoints",
            new Context(
                "", "common_tls_context: {validation_context_sds_secret_config: " + sds + "}"),
            move("s.yaml", strangers),
            move("s.yaml", ours),
            "503, 200"),
        new SecretFileRow(
            "static_pair",
            Context.clients("common_tls_context: {" + own + "}"),
            NOTHING,
            NOTHING,
            KEPT));
  }

  /// Everything is moved before anything is looked at; what was moved last was seen, so the rest
  /// was too.
  @BeforeAll
  void startAndMove(@TempDir Path folder) throws Exception {
    RealEnvoy.program();
    endpoints = new Endpoints();
    List<SecretFileRow> rows = new ArrayList<>(rows());
    rows.add(MARK);
    for (SecretFileRow row : rows) {
      row.begin().in(Files.createDirectory(row.folder(folder)));
    }
    Table table = Table.of("secret-files", text(rows, folder), endpoints.words());
    Gateways both = Gateways.start(table, endpoints);
    running = both;
    List<Gateway> each = List.of(both.envoy(), both.limpet());
    for (SecretFileRow row : rows) {
      each.forEach(gateway -> before.put(key(gateway, row), shown(gateway, row)));
    }
    for (SecretFileRow row : rows) {
      row.act().in(row.folder(folder));
    }
    each.forEach(
        gateway ->
            Await.until(
                gateway.name() + " sees what was moved last",
                () -> seen(gateway, MARK).equals(MARK.seen())));
  }

  private static String text(List<SecretFileRow> rows, Path folder) {
    StringBuilder text =
        new StringBuilder("bootstrap: {node: {id: one, cluster: two}}\nlisteners:\n");
    rows.forEach(row -> text.append("  - ").append(row.listener(folder)).append('\n'));
    text.append("clusters:\n");
    rows.forEach(row -> text.append("  - ").append(row.cluster(folder)).append('\n'));
    return text.toString();
  }

  private static String key(Gateway gateway, SecretFileRow row) {
    return gateway.name() + " " + row.name();
  }

  @AfterAll
  void close() throws IOException {
    Gateways both = running;
    if (both != null) {
      both.close();
    }
    endpoints.close();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void secretsAreThoseOfTheFilesThatWereMovedToTheirPlaces(SecretFileRow row) {
    Gateways both = running;
    if (both == null) {
      throw new IllegalStateException("not started");
    }
    for (Gateway each : List.of(both.envoy(), both.limpet())) {
      assertThat(seen(each, row)).as(each.name()).isEqualTo(row.seen());
    }
  }

  private String seen(Gateway gateway, SecretFileRow row) {
    return before.get(key(gateway, row)) + ", " + shown(gateway, row);
  }

  /// The certificate that is shown and the status of an answer, or that there is none.
  private static String shown(Gateway gateway, SecretFileRow row) {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), gateway.port(row.name()))) {
      if (!row.isTls()) {
        return status(plain);
      }
      Map<String, Object> wishes = Map.of("certificate", "client", "sni", "example.com");
      try (SSLSocket socket = new TlsClient(wishes).over(plain)) {
        String name = TlsClient.told(socket).replaceAll(".*CN=([a-z]+).*", "$1");
        return name + " " + status(socket);
      }
    } catch (IOException closed) {
      return "closed";
    }
  }

  private static String status(Socket socket) throws IOException {
    String request = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
    if (line.length == 0) {
      throw new IOException("no answer");
    }
    return new String(line, StandardCharsets.ISO_8859_1).substring("HTTP/1.1 ".length());
  }
}
