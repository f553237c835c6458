package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.cli.ClassPages.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What may be given back: a page that was written to would be lost. [io.limpet.LauncherIT] sees it
/// given back.
final class ClassPagesTest {
  @Test
  void whatIsOnlyReadAndStillTheFilesOwnIsGivenBack() {
    String cache = mapping("r--p", "/opt/limpet.aot", 0);
    assertThat(read(cache))
        .containsExactly(new Range(0x801fc4000L, 0x1000L, cache.lines().findFirst().orElseThrow()));
  }

  @Test
  void aPageThatWasWrittenToKeepsAllOfItsMapping() {
    assertThat(read(mapping("r--p", "/opt/limpet.aot", 4))).isEmpty();
  }

  @Test
  void whatCanBeWrittenAndOtherFilesStay() {
    assertThat(read(mapping("rw-p", "/opt/limpet.aot", 0))).isEmpty();
    assertThat(read(mapping("r--p", "/opt/libjvm.so", 0))).isEmpty();
    assertThat(read(mapping("r--p", "/opt/limpet.aot (deleted)", 0))).isEmpty();
    assertThat(read(mapping("r--p", "", 0))).isEmpty();
  }

  @Test
  void eachMappingIsLookedAtAlone() {
    String cache = mapping("r--p", "/opt/limpet.aot", 0);
    assertThat(read(mapping("r--p", "/opt/limpet.aot", 8) + mapping("r--p", "", 0))).isEmpty();
    assertThat(read(mapping("rw-p", "/opt/limpet.aot", 0) + cache + mapping("rw-p", "", 4)))
        .hasSize(1);
  }

  private static List<Range> read(String smaps) {
    return ClassPages.onlyRead(smaps.lines().toList());
  }

  private static String mapping(String rights, String file, int ownKib) {
    return """
    801fc4000-801fc5000 %s 01fc4000 fe:00 9979783                         %s
    Size:                  4 kB
    Rss:                   4 kB
    Anonymous:             %d kB
    LazyFree:              0 kB
    VmFlags: rd mr mw me
    """
        .formatted(rights, file, ownKib);
  }
}
