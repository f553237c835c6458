package io.limpet.xds.translate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.limpet.AdsBootstraps;
import io.limpet.Await;
import io.limpet.RealEnvoy;
import io.limpet.mesh.MeshOptions;
import io.limpet.metrics.Metrics;
import io.limpet.xds.resources.Resources;
import io.limpet.xds.server.AdsServer;
import io.limpet.xds.server.Feed;
import io.limpet.xds.server.Progress;
import io.limpet.xds.server.ResourceType;
import io.limpet.xds.translate.TranslationTable.Row;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Two Envoys, one told whole lists and one differences, are told what each case and each row of
/// the translation's tables means, one after the other, and must take all of it.
final class EnvoysTakeEverythingTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /// Rows that istiod itself would be refused for, or that name files which are not here, by their
  /// rule, with the reason.
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry(
              "with --compat istio both are sent, and an Envoy refuses the listener",
              "has the same matching rules"),
          Map.entry(
              "with --compat istio each of these names is a chain, and an Envoy refuses the"
                  + " listener",
              "has the same matching rules"),
          Map.entry(
              "with --compat istio such names are sent, and an Envoy refuses them without"
                  + " authorities",
              "SAN-based verification of peer certificates without trusted CA"),
          Map.entry(
              "certificates in files are named as files, as no agent reads them",
              "Invalid path: /etc/certs/ca.crt"),
          Map.entry("tlsCertificates are several pairs of files", "from path: /rsa.key"),
          Map.entry("a server that ends TLS looks nothing up", "from path: /k"),
          Map.entry("MUTUAL shows the certificate in its files", "Invalid path: /ca.pem"),
          Map.entry(
              "MUTUAL with insecureSkipVerify shows a certificate to anyone", "from path: /k.pem"),
          Map.entry("caCertificates is a file of authorities", "Invalid path: /etc/ca.pem"),
          Map.entry("caCrl is a file of revoked certificates", "Invalid path: /ca"),
          Map.entry(
              "with --compat istio it has none, as only Istio's own Envoys take it",
              "RE2 program size of 127 > max program size of 100"));

  /// Rows with a cluster whose certificates nobody has, or a filter whose configuration nobody has:
  /// Envoy waits for them for 15 s, and answers nothing before.
  private static final Set<String> WAITING =
      Set.of(
          "a subset's TLS has a name of its own",
          "what a mode does not look at is told",
          "nobody says by ALPN that sidecars exchange what they are where istiod is told so",
          "a credentialName may name its kind of resource",
          "a credentialName and files exclude each other",
          "ISTIO_MUTUAL is the mesh's own TLS, by a name made of the cluster's",
          "the mesh's own TLS offers HTTP/2 last",
          "MUTUAL keeps Istio's filter from offering its own protocols",
          "an extension configuration needs a name",
          "an extension configuration that a filter asks for and that is not there is told");

  /// Inputs for which Envoy refuses what istiod sends, so `--compat istio` does too.
  private static final Map<String, String> REFUSED_FROM_ISTIOD =
      Map.of("hash-maglev-size-notprime", "The table size of maglev must be prime number");

  private record Step(String name, Resources resources, String refusal) {}

  @Test
  void eachCaseAndEachRowIsTakenByBoth() throws IOException {
    List<Step> steps = steps();
    Feed feed = new Feed(Clock.systemUTC());
    feed.publish(Resources.EMPTY);
    try (AdsServer server =
            new AdsServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                _ -> feed,
                new Metrics());
        RealEnvoy _ = RealEnvoy.start(AdsBootstraps.of("whole", "GRPC", server.port()));
        RealEnvoy _ = RealEnvoy.start(AdsBootstraps.of("parts", "DELTA_GRPC", server.port()))) {
      Await.until("both are there", () -> server.streams().size() == 2);
      Map<String, String> refused = new LinkedHashMap<>();
      for (Step step : steps) {
        feed.publish(step.resources());
        Await.until(step.name() + " is answered", LIMIT, () -> isAnswered(server, feed));
        String errors = errors(server);
        if (step.refusal().isEmpty() ? !errors.isEmpty() : !errors.contains(step.refusal())) {
          refused.put(step.name(), errors.isEmpty() ? "not refused" : errors);
        }
      }
      assertThat(refused).isEmpty();
      assertThat(feed.withheld()).isEmpty();
    }
  }

  private static boolean isAnswered(AdsServer server, Feed feed) {
    List<Progress> streams = server.streams();
    return streams.size() == 2
        && streams.stream()
            .allMatch(
                each ->
                    each.said() == feed.number()
                        && each.types().values().stream().allMatch(Progress.OfType::isAnswered));
  }

  private static String errors(AdsServer server) {
    StringBuilder errors = new StringBuilder();
    for (Progress each : server.streams()) {
      for (Map.Entry<ResourceType, Progress.OfType> type : each.types().entrySet()) {
        if (!type.getValue().error().isEmpty()) {
          errors
              .append(each.differences() ? "differences " : "whole lists ")
              .append(type.getKey())
              .append(": ")
              .append(type.getValue().error())
              .append('\n');
        }
      }
    }
    return errors.toString();
  }

  private static List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    try {
      for (String folder : IstiodAnswersTest.cases().toList()) {
        String[] texts = {Translation.file("base.yaml"), Translation.file(folder + "/input.yaml")};
        steps.add(step(folder, Translation.of(MeshOptions.DEFAULT, texts), ""));
        steps.add(
            step(
                folder + " as istiod",
                Translation.of(MeshOptions.ISTIO, texts),
                REFUSED_FROM_ISTIOD.getOrDefault(folder, "")));
      }
    } catch (IOException | java.net.URISyntaxException failure) {
      throw new IllegalStateException(failure);
    }
    for (String name : TranslationTable.names()) {
      for (Row row : TranslationTable.read(name).rows()) {
        Resources resources =
            new Translation(row.proxy(), row.options()).put(row.input()).resources();
        if (!asksAgent(resources) && !WAITING.contains(row.rule())) {
          steps.add(
              step(name + ": " + row.rule(), resources, REFUSED.getOrDefault(row.rule(), "")));
        }
      }
    }
    return steps;
  }

  /// Whether a secret is to come from Istio's agent, for which an Envoy without one waits for ever.
  private static boolean asksAgent(Resources resources) {
    return resources.clusters().values().stream().anyMatch(EnvoysTakeEverythingTest::asksAgent)
        || resources.listeners().values().stream().anyMatch(EnvoysTakeEverythingTest::asksAgent);
  }

  private static boolean asksAgent(Message message) {
    return message.toByteString().toString(ISO_8859_1).contains("sds-grpc");
  }

  /// Listeners take any port, as others on this machine have theirs.
  private static Step step(String name, Resources resources, String refusal) {
    TreeMap<String, Listener> listeners = new TreeMap<>();
    resources
        .listeners()
        .forEach(
            (key, listener) ->
                listeners.put(
                    key,
                    listener.toBuilder()
                        .setAddress(
                            Address.newBuilder()
                                .setSocketAddress(
                                    SocketAddress.newBuilder()
                                        .setAddress("127.0.0.1")
                                        .setPortValue(0)))
                        .build()));
    return new Step(
        name,
        new Resources(
            resources.version(),
            listeners,
            resources.routes(),
            resources.clusters(),
            resources.endpoints(),
            resources.secrets(),
            resources.extensions()),
        refusal);
  }
}
