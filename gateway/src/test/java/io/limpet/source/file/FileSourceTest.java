package io.limpet.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.limpet.model.Change;
import io.limpet.model.Problem;
import io.limpet.model.istio.AuthorizationPolicy;
import io.limpet.model.istio.ClosedPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSourceTest {
  private static final Duration QUIET = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final long DEADLINE_SECONDS = 20;

  @TempDir Path folder;

  private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
  private @Nullable FileSource source;

  @AfterEach
  void close() {
    if (source != null) {
      source.close();
    }
  }

  @Test
  void allFilesOfAFolderAreReadInOrder() throws Exception {
    write("b.yaml", service("b", 80));
    write("a.yml", service("a", 80) + "---\n" + service("a2", 80));
    write(
        "c/d.json",
        "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"n\"}}");
    write("c/notes.txt", "not read");
    write(".hidden.yaml", "not: [read");
    start(folder);
    assertThat(untilSynced())
        .containsExactly(
            "put Service default/a",
            "put Service default/a2",
            "put Service default/b",
            "put Namespace n",
            "synced");
  }

  @Test
  void aFileThatIsNamedIsReadWhateverItsEnding() throws Exception {
    start(write("shop.conf", service("shop", 80)));
    assertThat(untilSynced()).containsExactly("put Service default/shop", "synced");
  }

  @Test
  void onlyWhatAnEditChangedIsSaid() throws Exception {
    Path file = write("a.yaml", service("one", 80) + "---\n" + service("two", 80));
    start(folder);
    assertThat(untilSynced()).hasSize(3);
    write("a.yaml", service("one", 80) + "---\n" + service("two", 81));
    assertThat(next()).isEqualTo("put Service default/two");
    Files.writeString(file, service("one", 80));
    assertThat(next()).isEqualTo("delete Service default/two");
    Files.delete(file);
    assertThat(next()).isEqualTo("delete Service default/one");
  }

  @Test
  void aFileThatIsReplacedByRenamingIsReadAgain() throws Exception {
    Path file = write("a.yaml", service("one", 80));
    start(file);
    assertThat(untilSynced()).hasSize(2);
    Path copy = write(".a.yaml.swp", service("one", 81));
    Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    assertThat(next()).isEqualTo("put Service default/one");
  }

  @Test
  void aPolicyThatIsBrokenKeepsItsLastGoodVersion() throws Exception {
    write("a.yaml", policy("action: DENY"));
    start(folder);
    assertThat(untilSynced()).containsExactly("put AuthorizationPolicy default/closing", "synced");
    write("a.yaml", policy("action: DENI"));
    assertThat(next()).contains("DENI", "its last good version keeps serving");
  }

  @Test
  void aPolicyThatWasNeverGoodStandsClosedUntilItIs() throws Exception {
    write("a.yaml", policy("acton: DENY"));
    start(folder);
    assertThat(next()).contains("until then, what it guards is closed");
    Change.Put closed = (Change.Put) changes.take();
    assertThat(closed.resource()).isInstanceOf(ClosedPolicy.class);
    assertThat(next()).isEqualTo("synced");
    write("a.yaml", policy("action: DENY"));
    assertThat(next()).startsWith("fine");
    Change.Put good = (Change.Put) changes.take();
    assertThat(good.resource()).isInstanceOf(AuthorizationPolicy.class);
  }

  @Test
  void aPolicyInATextThatIsNoYamlStandsClosedUntilItIs() throws Exception {
    write("a.yaml", policy("action: [DENY"));
    start(folder);
    assertThat(next()).contains("left out");
    Change.Put closed = (Change.Put) changes.take();
    assertThat(((ClosedPolicy) closed.resource()).everywhere()).isTrue();
    assertThat(next()).isEqualTo("synced");
    write("a.yaml", policy("action: DENY"));
    assertThat(next()).startsWith("fine");
    assertThat(next()).isEqualTo("put AuthorizationPolicy default/closing");
    assertThat(next()).startsWith("delete AuthorizationPolicy default/");
  }

  private static String policy(String action) {
    return "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\n"
        + "metadata: {name: closing}\nspec:\n  "
        + action
        + "\n  rules: [{}]\n";
  }

  @Test
  void newFilesAndNewFoldersAreFound() throws Exception {
    start(folder);
    assertThat(untilSynced()).containsExactly("synced");
    write("a.yaml", service("a", 80));
    assertThat(next()).isEqualTo("put Service default/a");
    write("x/y/b.yaml", service("b", 80));
    assertThat(next()).isEqualTo("put Service default/b");
    write("x/y/b.yaml", service("b", 81));
    assertThat(next()).isEqualTo("put Service default/b");
  }

  @Test
  void aSwappedConfigMapIsReadAgain() throws Exception {
    write("..1/a.yaml", service("a", 80));
    write("..2/a.yaml", service("a", 81));
    Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data/a.yaml"));
    start(folder);
    assertThat(untilSynced()).containsExactly("put Service default/a", "synced");
    Path swapped = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2"));
    Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE);
    assertThat(next()).isEqualTo("put Service default/a");
  }

  @Test
  void theTargetOfALinkIsWatched() throws Exception {
    Path target = write("elsewhere/a.yaml", service("a", 80));
    Path link = folder.resolve("links/a.yaml");
    Files.createDirectories(folder.resolve("links"));
    Files.createSymbolicLink(link, target);
    start(folder.resolve("links"));
    assertThat(untilSynced()).hasSize(2);
    Files.writeString(target, service("a", 81));
    assertThat(next()).isEqualTo("put Service default/a");
  }

  @Test
  void aBrokenEditKeepsTheLastGoodStateOfItsFile() throws Exception {
    Path file = write("a.yaml", service("a", 80));
    start(folder);
    assertThat(untilSynced()).hasSize(2);
    Files.writeString(file, service("a", 81) + "---\nkind: [\n");
    assertThat(next())
        .startsWith("problem " + file + ":")
        .endsWith("; the last good version of this file keeps serving");
    Files.writeString(file, service("a", 81));
    assertThat(List.of(next(), next())).containsExactly("fine " + file, "put Service default/a");
  }

  @Test
  void aFileThatIsEmptiedBeforeItIsWrittenKeepsItsLastGoodState() throws Exception {
    Path file = write("a.yaml", service("a", 80));
    start(folder);
    assertThat(untilSynced()).hasSize(2);
    Files.writeString(file, "");
    assertThat(next())
        .isEqualTo(
            "problem "
                + file
                + ": is empty; the last good version of this file keeps serving: delete the file to"
                + " take its resources away");
    Files.delete(file);
    assertThat(List.of(next(), next())).containsExactly("fine " + file, "delete Service default/a");
  }

  @Test
  void aResourceThatBecomesInvalidKeepsItsLastGoodVersion() throws Exception {
    Path file = write("a.yaml", service("a", 80) + "---\n" + service("b", 80));
    start(folder);
    assertThat(untilSynced()).hasSize(3);
    Files.writeString(
        file, service("a", 80).replace("app: a", "app: 1") + "---\n" + service("b", 81));
    assertThat(List.of(next(), next()))
        .containsExactly(
            "problem "
                + file
                + ":5: Service default/a: spec.selector[app]: needs a text, not the number 1; write"
                + " it in quotes; its last good version keeps serving",
            "put Service default/b");
  }

  @Test
  void whatCanBeReadOfABrokenFileServes() throws Exception {
    Path file = write("a.yaml", service("a", 80) + "---\nkind: [\n---\n" + service("b", 80));
    start(folder);
    assertThat(untilSynced())
        .satisfiesExactly(
            problem ->
                assertThat(problem)
                    .startsWith("problem " + file + ":")
                    .endsWith("; it is left out"),
            a -> assertThat(a).isEqualTo("put Service default/a"),
            b -> assertThat(b).isEqualTo("put Service default/b"),
            synced -> assertThat(synced).isEqualTo("synced"));
  }

  @Test
  void theFirstOfTwoFilesServesWhatBothDefine() throws Exception {
    Path first = write("a.yaml", service("shop", 80));
    Path second = write("b.yaml", "\n" + service("shop", 81));
    start(folder);
    String twice =
        "problem "
            + second
            + ":2: Service default/shop: is also defined at "
            + first
            + ":1, and that one serves; remove one of the two";
    assertThat(untilSynced()).containsExactly(twice, "put Service default/shop", "synced");
    Files.delete(first);
    assertThat(List.of(next(), next()))
        .containsExactly("fine " + second, "put Service default/shop");
  }

  @Test
  void aMissingPathIsSaidAndReadOnceItIsThere() throws Exception {
    Path missing = folder.resolve("not/yet.yaml");
    start(missing);
    assertThat(untilSynced())
        .containsExactly(
            "problem " + missing + ": there is no such file or folder; correct the path", "synced");
    write("not/yet.yaml", service("a", 80));
    assertThat(List.of(next(), next())).containsExactly("fine " + missing, "put Service default/a");
  }

  @Test
  void everyReasonNotToReadAFileHasItsRemedy() {
    Path file = Path.of("a.yaml");
    assertThat(
            List.of(
                Listing.unreadable(file, new AccessDeniedException("a.yaml")).toString(),
                Listing.unreadable(file, new FileSystemLoopException("a.yaml")).toString(),
                Listing.unreadable(file, new IOException("bad block")).toString()))
        .containsExactly(
            "a.yaml: cannot be read: no permission; allow it with chmod +r (and +x on its folders)",
            "a.yaml: is a link back to a folder above it; remove it",
            "a.yaml: cannot be read: bad block; correct that, or remove the file");
  }

  @Test
  void aFileThatMayNotBeReadIsSaid() throws Exception {
    Path file = write("a.yaml", service("a", 80));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
    assumeThat(Files.isReadable(file)).as("the super-user may read everything").isFalse();
    start(folder);
    assertThat(untilSynced())
        .containsExactly(
            "problem "
                + file
                + ": cannot be read: no permission; allow it with chmod +r (and +x on its folders)",
            "synced");
  }

  @Test
  void aFileThatIsNoTextKeepsItsLastGoodState() throws Exception {
    Path file = write("a.yaml", service("a", 80));
    start(folder);
    assertThat(untilSynced()).hasSize(2);
    Files.write(file, "é".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(next())
        .startsWith("problem " + file + ": is not UTF-8 text; ")
        .endsWith("; the last good version of this file keeps serving");
  }

  @Test
  void aLinkThatLeadsNowhereIsSaid() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("a.yaml"), folder.resolve("gone"));
    start(folder);
    assertThat(untilSynced())
        .containsExactly(
            "problem " + link + ": leads nowhere; correct the link or remove it", "synced");
  }

  @Test
  void withoutEventsChangesAreFoundByLookingAgain() throws Exception {
    source = new FileSource(List.of(folder), "default", QUIET, Duration.ofMillis(50));
    Path file = write("a.yaml", service("a", 80));
    source.start(changes::add);
    assertThat(untilSynced()).hasSize(2);
    Files.writeString(file, service("a", 81));
    assertThat(next()).isEqualTo("put Service default/a");
  }

  @Test
  void nothingIsSaidOnceItIsClosed() throws Exception {
    start(folder);
    assertThat(untilSynced()).hasSize(1);
    close();
    write("a.yaml", service("a", 80));
    assertThat(changes).isEmpty();
  }

  private void start(Path... paths) throws IOException {
    source = new FileSource(List.of(paths), "default", QUIET, NEVER);
    source.start(changes::add);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return Files.writeString(file, text);
  }

  private static String service(String name, int port) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: %1$s}
    spec:
      selector: {app: %1$s}
      ports: [{port: %2$d}]
    """
        .formatted(name, port);
  }

  private List<String> untilSynced() throws InterruptedException {
    List<String> said = new ArrayList<>();
    do {
      said.add(next());
    } while (!said.getLast().equals("synced"));
    return said;
  }

  private String next() throws InterruptedException {
    Change change = changes.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    return switch (change) {
      case null -> "nothing in " + DEADLINE_SECONDS + " s";
      case Change.Put put -> "put " + put.resource().id();
      case Change.Delete delete -> "delete " + delete.id();
      case Change.Problems problems when problems.problems().isEmpty() ->
          "fine " + problems.source();
      case Change.Problems problems ->
          "problem "
              + String.join("\n", problems.problems().stream().map(Problem::toString).toList());
      case Change.KeySet keys -> "keys " + keys.source();
      case Change.Synced _ -> "synced";
    };
  }
}
