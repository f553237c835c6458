package io.limpet.xds.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FormerlyTest {
  @Test
  void whatStayedIsFoundAroundWhatWentAndWhatCame() {
    assertThat(found(List.of("a", "b", "c", "d"), List.of("a", "new", "c", "d", "e")))
        .containsExactly("A", null, "C", "D", null);
  }

  @Test
  void ofManyThousandsAllButTheChangedAreFound() {
    List<String> before = IntStream.range(0, 10_000).mapToObj(Integer::toString).toList();
    List<String> now = new ArrayList<>(before);
    now.subList(5_000, 5_100).clear();
    now.add(2_000, "new");

    assertThat(found(before, now)).hasSize(9_901).containsOnlyOnce((String) null);
  }

  @Test
  void whateverTheOrderNothingIsFoundThatIsNotOfTheElement() {
    Random random = new Random(7);
    List<String> before = new ArrayList<>(IntStream.range(0, 100).mapToObj(i -> "e" + i).toList());
    for (int round = 0; round < 50; round++) {
      List<String> now = new ArrayList<>(before);
      Collections.shuffle(now, random);
      List<String> found = found(before, now);
      for (int i = 0; i < now.size(); i++) {
        assertThat(found.get(i)).isIn(null, now.get(i).toUpperCase(Locale.ROOT));
      }
      assertThat(found).anyMatch(Objects::nonNull);
    }
  }

  private static List<String> found(List<String> before, List<String> now) {
    Formerly<String, String> formerly =
        new Formerly<>(
            before,
            before.stream().map(each -> each.toUpperCase(Locale.ROOT)).toList(),
            String::equals);
    return Arrays.asList(now.stream().map(formerly::of).toArray(String[]::new));
  }
}
