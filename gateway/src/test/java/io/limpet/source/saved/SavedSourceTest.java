package io.limpet.source.saved;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.model.Change;
import io.limpet.source.file.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A control plane that starts while its files are away.
final class SavedSourceTest {
  @TempDir Path folder;
  private Path files;
  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void twoFiles() throws IOException {
    files = Files.createDirectory(folder.resolve("k8s"));
    Files.writeString(files.resolve("a.yaml"), service("a") + "---\n" + service("b"));
    Files.writeString(files.resolve("c.yaml"), service("c"));
    run(world -> Await.until("all is there", () -> world.size() == 3));
    assertThat(told).isEmpty();
  }

  private static String service(String name) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: %s}
    spec: {ports: [{port: 80, name: http}]}
    """
        .formatted(name);
  }

  /// Runs a source until the test has seen enough: which services there are, once it has begun.
  private void run(Consumer<Map<String, Change.Put>> test) throws IOException {
    Map<String, Change.Put> world = new ConcurrentHashMap<>();
    Queue<Change> synced = new ConcurrentLinkedQueue<>();
    try (SavedSource source =
        new SavedSource(
            new FileSource(List.of(files), "default"),
            new SavedState(folder.resolve("state")),
            told::add)) {
      source.start(
          change -> {
            switch (change) {
              case Change.Put put -> world.put(put.resource().metadata().name(), put);
              case Change.Delete delete -> world.remove(delete.id().name());
              case Change.Problems _, Change.KeySet _ -> {}
              case Change.Synced _ -> synced.add(change);
            }
          });
      Await.until("it has begun", () -> !synced.isEmpty());
      test.accept(world);
    }
  }

  @Test
  void aFolderThatIsMissingIsServedAsItWasUntilItComesBack() throws IOException {
    Files.move(files, folder.resolve("away"));
    run(
        world -> {
          assertThat(world).containsOnlyKeys("a", "b", "c");
          assertThat(told).singleElement().asString().contains("3 resources", "state/control-");
          try {
            Files.delete(folder.resolve("away/c.yaml"));
            Files.move(folder.resolve("away"), files);
          } catch (IOException failure) {
            throw new IllegalStateException(failure);
          }
          Await.until("what it no longer has is gone", () -> world.size() == 2);
          assertThat(world).containsOnlyKeys("a", "b");
        });
  }

  @Test
  void whatAStartRestoredIsKeptForTheNext() throws IOException {
    Files.move(files, folder.resolve("away"));
    run(world -> assertThat(world).hasSize(3));
    run(world -> assertThat(world).hasSize(3));
  }

  @Test
  void aBrokenFileIsServedAsItWasAndTheOthersAsTheyAre() throws IOException {
    Files.writeString(files.resolve("a.yaml"), "kind: [");
    Files.writeString(files.resolve("c.yaml"), service("d"));
    run(
        world -> {
          assertThat(world).containsOnlyKeys("a", "b", "d");
          try {
            Files.writeString(files.resolve("a.yaml"), service("b"));
          } catch (IOException failure) {
            throw new IllegalStateException(failure);
          }
          Await.until("it is as it is now", () -> world.size() == 2);
          assertThat(world).containsOnlyKeys("b", "d");
        });
  }

  @Test
  void whatIsTakenAwayWhileNobodyRunsIsGone() throws IOException {
    Files.delete(files.resolve("c.yaml"));
    run(world -> assertThat(world).containsOnlyKeys("a", "b"));
    assertThat(told).isEmpty();
  }

  @Test
  void aStateThatIsNoneIsToldAndNotUsed() throws IOException {
    Path state = folder.resolve("state/control-resources");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
        .isEqualTo("rw-------");
    Files.writeString(state, "{\"source\": 1}");
    run(world -> assertThat(world).containsOnlyKeys("a", "b", "c"));
    assertThat(told).singleElement().asString().contains("is not what was written there");
  }
}
