package io.limpet;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The arrows between the packages, as ARCHITECTURE.md draws them. The two tables are the rule and
/// its documentation at once: a new arrow is an edit here, and a reason for it in the same commit.
class ArchitectureTest {
  private static final String ROOT = "io.limpet";

  /// Package → the packages it may use. A name stands for its sub-packages too unless they have a
  /// line of their own, and these may use each other. What has no line, such as `xds`, stands for
  /// all that is in it. An indented line goes on with the one above; no name is that of `Main`.
  private static final Map<String, Set<String>> MAY_USE =
      arrows(
          """
          session:
          jwt:
          metrics:
          model.tree: model
          model: model.tree
          source: model model.tree
          mesh: model session jwt
          mesh.building.gatewayapi: model
          mesh.building.resources: mesh model
          mesh.building.services: mesh model session
          mesh.building.rules: mesh mesh.building.gatewayapi mesh.building.services model
          mesh.building.instances: mesh mesh.building.resources mesh.building.services model
          mesh.building.clusters: mesh mesh.building.resources mesh.building.services
              mesh.building.rules mesh.building.instances model
          mesh.building.gateways: mesh mesh.building.gatewayapi mesh.building.resources
              mesh.building.services model
          mesh.building.routes: mesh mesh.building.gatewayapi mesh.building.resources
              mesh.building.services mesh.building.rules mesh.building.gateways model session
          mesh.building.listeners: mesh mesh.building.gatewayapi mesh.building.services
              mesh.building.rules mesh.building.gateways model
          mesh.building.policies: mesh mesh.building.resources mesh.building.services model
          mesh.building: mesh mesh.building.gatewayapi mesh.building.resources
              mesh.building.services mesh.building.rules mesh.building.instances
              mesh.building.clusters mesh.building.gateways mesh.building.routes
              mesh.building.listeners mesh.building.policies model
          analysis: mesh mesh.building mesh.building.resources mesh.building.services
              mesh.building.rules mesh.building.gateways mesh.building.routes
              mesh.building.listeners mesh.building.policies model model.tree session
          xds.resources:
          xds.translate: xds.resources mesh session xds.patch model
          pem:
          xds.server: xds.resources metrics pem
          xds.client: xds.resources pem
          xds.reading: xds.resources model model.tree
          xds.patch: xds.resources xds.reading mesh model
          xds.bootstrap: xds.resources xds.reading model model.tree
          xds.filesystem: xds.resources xds.reading model model.tree source
          proxy.head: jwt
          proxy.plan.match: proxy.head session jwt
          proxy.plan.transport: proxy.plan.match proxy.head
          proxy.plan.pools: proxy.plan.match proxy.plan.transport session jwt
          proxy.plan.format:
          proxy.plan.filter: proxy.plan.match proxy.plan.format proxy.head session jwt
          proxy.plan: proxy.plan.match proxy.plan.transport proxy.plan.pools proxy.plan.format
              proxy.plan.filter proxy.head jwt
          proxy.plan.reading.fields: proxy.plan.match jwt
          proxy.plan.reading.match: proxy.plan.match proxy.plan.reading.fields
          proxy.plan.reading.format: proxy.plan proxy.plan.match proxy.plan.format
              proxy.plan.reading.fields proxy.plan.reading.match
          proxy.plan.reading.transport: proxy.plan proxy.plan.match proxy.plan.transport
              proxy.plan.reading.fields proxy.plan.reading.match proxy.head pem xds.resources
          proxy.plan.reading.protocol: proxy.plan proxy.plan.match proxy.plan.reading.fields
              proxy.plan.reading.match
          proxy.plan.reading.filter: proxy.plan.match proxy.plan.format proxy.plan.filter
              proxy.plan.reading.fields proxy.plan.reading.match proxy.plan.reading.format session
              jwt
          proxy.plan.reading.http: proxy.plan proxy.plan.match proxy.plan.format proxy.plan.filter
              proxy.plan.reading.fields proxy.plan.reading.match proxy.plan.reading.format
              proxy.plan.reading.protocol proxy.plan.reading.filter
          proxy.plan.reading.pools: proxy.plan proxy.plan.transport proxy.plan.pools
              proxy.plan.reading.fields proxy.plan.reading.match proxy.plan.reading.transport
              session jwt xds.resources
          proxy.plan.reading.health: proxy.plan proxy.plan.transport proxy.plan.pools
              proxy.plan.reading.fields proxy.plan.reading.transport proxy.plan.reading.pools
              proxy.head
          proxy.plan.reading.cluster: proxy.plan proxy.plan.pools proxy.plan.reading.fields
              proxy.plan.reading.transport proxy.plan.reading.protocol proxy.plan.reading.pools
              proxy.plan.reading.health
          proxy.plan.reading.route: proxy.plan proxy.plan.match proxy.plan.pools proxy.plan.format
              proxy.plan.filter proxy.plan.reading.fields proxy.plan.reading.match
              proxy.plan.reading.format proxy.plan.reading.filter proxy.plan.reading.http
              proxy.plan.reading.pools jwt
          proxy.plan.reading.listener: proxy.plan proxy.plan.match proxy.plan.transport
              proxy.plan.pools proxy.plan.filter proxy.plan.reading.fields proxy.plan.reading.format
              proxy.plan.reading.transport proxy.plan.reading.protocol proxy.plan.reading.filter
              proxy.plan.reading.http proxy.plan.reading.route xds.resources
          proxy.plan.reading: proxy.plan proxy.plan.transport proxy.plan.pools
              proxy.plan.reading.fields proxy.plan.reading.transport proxy.plan.reading.pools
              proxy.plan.reading.cluster proxy.plan.reading.listener xds.resources
          proxy.balance: proxy.head proxy.plan proxy.plan.match proxy.plan.pools proxy.plan.filter
              session
          proxy.discovery: proxy.plan proxy.plan.reading.cluster xds.resources metrics
          proxy.codec: proxy.head proxy.plan jwt
          proxy.codec.http2: proxy.codec proxy.head proxy.plan
          proxy.codec.http3: proxy.codec proxy.codec.http2 proxy.head proxy.plan
          proxy: proxy.head proxy.plan proxy.plan.match proxy.plan.transport proxy.plan.pools
              proxy.plan.format proxy.plan.filter proxy.balance proxy.codec proxy.codec.http2
              proxy.codec.http3 session jwt metrics
          control: mesh mesh.building model model.tree analysis xds.resources xds.server
              xds.translate
          world: model model.tree source
          envoy:
          bench.load:
          bench: bench.load
          admin: mesh model xds.resources xds.server proxy proxy.plan proxy.plan.pools
              proxy.plan.reading.cluster proxy.plan.reading.fields session metrics
          cli: model model.tree source mesh mesh.building analysis xds session metrics proxy
              proxy.plan proxy.plan.reading proxy.plan.reading.fields proxy.discovery world envoy
              bench admin control
          : cli
          """);

  /// What is not ours, and the only packages that may use it. The admin port's answers are messages
  /// of Envoy's, and `cli` prints them; a health check may be a call in gRPC.
  private static final Map<String, Set<String>> ONLY_IN =
      Map.ofEntries(
          entry("io.netty.", Set.of("proxy")),
          entry(
              "com.google.protobuf.",
              Set.of(
                  "xds",
                  "proxy.plan.reading",
                  "proxy.discovery",
                  "proxy.health",
                  "admin",
                  "control",
                  "cli")),
          entry(
              "io.envoyproxy.",
              Set.of("xds", "proxy.plan.reading", "proxy.discovery", "admin", "control", "cli")),
          entry("io.limpet.protos.", Set.of("xds", "proxy.plan.reading")),
          entry("com.github.xds.", Set.of("xds", "proxy.plan.reading")),
          entry("com.github.udpa.", Set.of("xds", "proxy.plan.reading")),
          entry("io.grpc.", Set.of("xds.server", "xds.client")),
          entry("org.snakeyaml.", Set.of("model.tree")),
          entry("com.fasterxml.jackson.", Set.of("model.tree", "jwt", "admin")),
          entry("com.sun.net.httpserver.", Set.of("admin", "world")),
          entry("java.lang.ProcessBuilder", Set.of("bench", "envoy", "world")),
          entry("picocli.", Set.of("cli", "")));

  /// Within a package named in [#ONLY_IN], those that must still do without.
  private static final Map<String, Set<String>> NOT_IN =
      Map.of("io.netty.", Set.of("proxy.head", "proxy.plan", "proxy.balance", "proxy.discovery"));

  private static final Set<String> NAMES_THAT_SAY_NOTHING =
      Set.of("util", "utils", "common", "impl", "misc", "internal", "base", "helpers");

  private static final JavaClasses SHIPPED = importer().importPackages(ROOT).that(shipped());

  @TempDir Path folder;

  @Test
  void packagesUseOnlyWhatTheTableAllows() {
    assertThat(SHIPPED.contain("io.limpet.Main")).isTrue();
    assertThat(forbiddenArrows(SHIPPED)).isEmpty();
    assertThat(forbiddenLibraries(SHIPPED)).isEmpty();
  }

  @Test
  void everyNameInTheTableIsThatOfAPackage() {
    Set<String> names = new TreeSet<>(MAY_USE.keySet());
    MAY_USE.values().forEach(names::addAll);
    names.removeIf(
        name -> SHIPPED.stream().anyMatch(type -> covers(name, relative(type.getPackageName()))));
    assertThat(names).isEmpty();
  }

  @Test
  void packagesHaveNoCycles() {
    assertThat(cycles(SHIPPED)).isEmpty();
  }

  @Test
  void everyPackageIsDescribedAndNullMarkedAndNamedForWhatItIsAbout() {
    assertThat(unmarkedPackages(SHIPPED)).isEmpty();
    assertThat(emptyNames(SHIPPED)).isEmpty();
  }

  @Test
  void anArrowAgainstTheTableIsFound() {
    JavaClasses bad =
        compile(
            "package io.limpet.mesh; public class Mesh {}",
            "package io.limpet.session; class Wrong { io.limpet.mesh.Mesh mesh; }",
            "package io.limpet.proxy.plan.reading; public class Reader {}",
            "package io.limpet.proxy.http; class Late { io.limpet.proxy.plan.reading.Reader it; }",
            "package io.limpet.novelty; class New {}");
    assertThat(forbiddenArrows(bad))
        .containsExactly(
            "io.limpet.novelty is not in the table",
            "proxy must not use proxy.plan.reading: Late → Reader",
            "session must not use mesh: Wrong → Mesh");
  }

  @Test
  void aLibraryOutsideItsPackageIsFound() {
    JavaClasses bad =
        compile(
            "package io.limpet.proxy.plan; class A { io.netty.buffer.ByteBuf bytes; }",
            "package io.limpet.proxy.http; class B { io.netty.buffer.ByteBuf bytes; }",
            "package io.limpet.admin; class C { void run() { new ProcessBuilder(); } }",
            "package io.limpet.mesh; class D { void say() { System.out.println(); } }");
    assertThat(forbiddenLibraries(bad))
        .containsExactly(
            "admin must not use java.lang.ProcessBuilder: C",
            "proxy.plan must not use io.netty.: A");
  }

  @Test
  void aCycleIsFound() {
    JavaClasses bad =
        compile(
            "package io.limpet.proxy.http; public class A { io.limpet.proxy.filter.B b; }",
            "package io.limpet.proxy.filter; public class B { io.limpet.proxy.http.A a; }");
    assertThat(cycles(bad)).singleElement().asString().contains("proxy.filter", "proxy.http");
  }

  @Test
  void aPackageWithoutItsDescriptionOrWithAnEmptyNameIsFound() {
    JavaClasses bad =
        compile(
            "package io.limpet.mesh.util; public class A {}",
            "package io.limpet.admin; class B {}");
    assertThat(unmarkedPackages(bad)).containsExactly("io.limpet.admin", "io.limpet.mesh.util");
    assertThat(emptyNames(bad)).containsExactly("io.limpet.mesh.util");
  }

  private static Map<String, Set<String>> arrows(String table) {
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (String line : table.replaceAll("\n +", " ").lines().toList()) {
      List<String> names = List.of(line.split(":? "));
      arrows.put(names.getFirst().replace(":", ""), Set.copyOf(names.subList(1, names.size())));
    }
    return arrows;
  }

  private static Set<String> forbiddenArrows(JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      if (inTable(type.getPackageName()) == null) {
        found.add(type.getPackageName() + " is not in the table");
      }
    }
    dependencies(classes)
        .filter(arrow -> arrow.getTargetClass().getPackageName().startsWith(ROOT))
        .forEach(
            arrow -> {
              String from = inTable(arrow.getOriginClass().getPackageName());
              String to = inTable(arrow.getTargetClass().getPackageName());
              if (from != null && to != null && !from.equals(to) && !mayUse(from, to)) {
                found.add("%s must not use %s: %s".formatted(from, to, names(arrow)));
              }
            });
    return found;
  }

  private static Set<String> forbiddenLibraries(JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    dependencies(classes)
        .forEach(
            arrow -> {
              String from = relative(arrow.getOriginClass().getPackageName());
              String target = arrow.getTargetClass().getBaseComponentType().getName();
              for (String library : ONLY_IN.keySet()) {
                if (target.startsWith(library) && !mayUseLibrary(from, library)) {
                  String user = arrow.getOriginClass().getSimpleName();
                  found.add("%s must not use %s: %s".formatted(from, library, user));
                }
              }
            });
    return found;
  }

  private static boolean mayUse(String from, String to) {
    return MAY_USE.getOrDefault(from, Set.of()).stream()
        .anyMatch(
            allowed ->
                allowed.equals(to) || (!MAY_USE.containsKey(allowed) && covers(allowed, to)));
  }

  private static boolean mayUseLibrary(String from, String library) {
    return ONLY_IN.getOrDefault(library, Set.of()).stream()
            .anyMatch(allowed -> covers(allowed, from))
        && NOT_IN.getOrDefault(library, Set.of()).stream().noneMatch(not -> covers(not, from));
  }

  private static List<String> cycles(JavaClasses classes) {
    return SlicesRuleDefinition.slices()
        .matching(ROOT + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .evaluate(classes)
        .getFailureReport()
        .getDetails();
  }

  private static Set<String> unmarkedPackages(JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      JavaPackage owner = type.getPackage();
      if (!owner.isAnnotatedWith(NullMarked.class)) {
        found.add(owner.getName());
      }
    }
    return found;
  }

  private static Set<String> emptyNames(JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      for (String part : type.getPackageName().split("\\.", -1)) {
        if (NAMES_THAT_SAY_NOTHING.contains(part)) {
          found.add(type.getPackageName());
        }
      }
    }
    return found;
  }

  private static Stream<Dependency> dependencies(JavaClasses classes) {
    return classes.stream().flatMap(type -> type.getDirectDependenciesFromSelf().stream());
  }

  /// The line of the table that speaks of this package, or null: the longest name that covers it.
  private static @Nullable String inTable(String packageName) {
    String name = relative(packageName);
    return MAY_USE.keySet().stream()
        .filter(line -> covers(line, name))
        .max((a, b) -> Integer.compare(a.length(), b.length()))
        .orElse(null);
  }

  private static boolean covers(String line, String name) {
    return line.equals(name) || (!line.isEmpty() && name.startsWith(line + "."));
  }

  private static String relative(String packageName) {
    return packageName.equals(ROOT) ? "" : packageName.substring(ROOT.length() + 1);
  }

  private static String names(Dependency arrow) {
    return arrow.getOriginClass().getSimpleName() + " → " + arrow.getTargetClass().getSimpleName();
  }

  /// Classes that have a source under src/main: tests are free to look at anything.
  private static DescribedPredicate<JavaClass> shipped() {
    Predicate<JavaClass> hasMainSource =
        type ->
            type.getSource()
                .flatMap(source -> source.getFileName())
                .map(Path.of("src/main/java", type.getPackageName().split("\\.", -1))::resolve)
                .filter(Files::exists)
                .isPresent();
    return DescribedPredicate.describe("shipped", hasMainSource);
  }

  private JavaClasses compile(String... sources) {
    return importer().importPath(JavaSource.compile(folder, List.of(sources)));
  }

  /// The names of libraries' classes are enough; to read them too takes most of the time.
  private static ClassFileImporter importer() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter();
  }
}
