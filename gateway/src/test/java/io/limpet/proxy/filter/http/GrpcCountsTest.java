package io.limpet.proxy.filter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.metrics.Metrics;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class GrpcCountsTest {
  private final Metrics metrics = new Metrics();
  private final GrpcCounts counts = new GrpcCounts(metrics);

  private long beyond() {
    return metrics.limpet().counter("limits_reached", "limit", "grpc_names").sum();
  }

  @Test
  void callsOfTooManyMethodsAreCountedTogether() {
    for (int i = 0; i < 2_000; i++) {
      assertThat(counts.of("web", "grpc", "shop.Cart.Method" + i)).isNotNull();
    }
    assertThat(beyond()).isZero();
    assertThat(counts.of("web", "grpc", "shop.Cart.Another")).isNull();
    assertThat(counts.of("web", "grpc", "shop.Cart.Method7")).isNotNull();
    assertThat(beyond()).isEqualTo(1);
  }

  /// Each adds its own count; two are of all.
  @Test
  void statusesOfTooManyNamesAreCountedTogether() {
    GrpcCounts.Calls calls = Objects.requireNonNull(counts.of("web", "grpc", "shop.Cart.Add"));
    for (int i = 1; i <= 40; i++) {
      calls.status(String.valueOf(i));
    }
    assertThat(metrics.cluster("web").counter("grpc.shop.Cart.Add.total").sum()).isEqualTo(40);
    assertThat(beyond()).isEqualTo(10);
  }
}
