package io.limpet.proxy.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.discovery.DnsMessage.Answer;
import io.limpet.proxy.plan.DnsPlan.Refresh;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RefreshTimesTest {
  private static final InetAddress ADDRESS = InetAddress.ofLiteral("10.0.0.1");

  @Test
  void theShortestTimeToLiveCountsWhereItIsToBeRespected() {
    RefreshTimes times = times(new Refresh(5_000, 0, 0, 0, true));
    assertThat(times.answered(records(30, 7, 60))).isEqualTo(7_000);
    assertThat(times.answered(records(0, 60))).as("0 is no time").isEqualTo(5_000);
    assertThat(times.answered(List.of())).isEqualTo(5_000);
  }

  @Test
  void elseItIsTheUsualTimeAndSomeJitter() {
    RefreshTimes times = times(new Refresh(5_000, 0, 0, 100, false));
    long[] all = LongStream.range(0, 200).map(_ -> times.answered(records(1))).toArray();
    assertThat(LongStream.of(all)).allMatch(each -> each >= 5_000 && each < 5_100);
    assertThat(LongStream.of(all).distinct().count()).isGreaterThan(50);
  }

  @Test
  void theTimeOfFailuresDoublesUpToItsBoundAndBeginsAnewWithAnAnswer() {
    assertThat(times(new Refresh(5_000, 0, 0, 0, false)).failed()).isEqualTo(5_000);
    for (int seed = 0; seed < 50; seed++) {
      RefreshTimes times =
          new RefreshTimes(new Refresh(5_000, 100, 300, 0, false), new Random(seed));
      assertThat(times.failed()).isLessThan(100);
      assertThat(times.failed()).isLessThan(200);
      assertThat(times.failed()).isLessThan(300);
      assertThat(times.failed()).isLessThan(300);
      var _ = times.answered(List.of());
      assertThat(times.failed()).isLessThan(100);
    }
  }

  private static RefreshTimes times(Refresh refresh) {
    return new RefreshTimes(refresh, new Random(1));
  }

  private static List<Answer> records(long... seconds) {
    return LongStream.of(seconds).mapToObj(each -> new Answer(ADDRESS, each)).toList();
  }
}
