package io.limpet.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.model.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContentTest {
  private final Content content = new Content("default");
  @TempDir private Path folder;

  @Test
  void aFileThatLooksAsItDidIsReadOnlyAmongAll() throws Exception {
    FileTime hourAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    write("one", hourAgo);
    assertThat(changes(true)).hasSize(1);

    write("two", hourAgo);
    assertThat(changes(false)).isEmpty();
    assertThat(changes(true)).hasSize(2);
  }

  @Test
  void aFileThatIsWrittenAgainInTheSameStepOfTimeIsRead() throws Exception {
    FileTime now = FileTime.from(Instant.now());
    write("one", now);
    assertThat(changes(true)).hasSize(1);

    write("two", now);
    assertThat(changes(false)).hasSize(2);
  }

  @Test
  void aFileThatIsWrittenLaterIsRead() throws Exception {
    write("one", FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    assertThat(changes(true)).hasSize(1);

    write("two", FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    assertThat(changes(false)).hasSize(2);
  }

  private List<Change> changes(boolean all) throws IOException {
    return content.changes(Listing.of(List.of(folder)), all);
  }

  /// Names of one length, so that the file's size tells nothing.
  private void write(String namespace, FileTime at) throws IOException {
    Path file = folder.resolve("a.yaml");
    Files.writeString(
        file, "{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}");
    Files.setLastModifiedTime(file, at);
  }
}
