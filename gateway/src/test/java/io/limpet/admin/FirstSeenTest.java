package io.limpet.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.limpet.xds.resources.Resources;
import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class FirstSeenTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final FirstSeen firstSeen = new FirstSeen(now::get);

  @Test
  void aMessageThatStayedKeepsItsVersionAndTime() {
    Cluster kept = Cluster.newBuilder().setName("kept").build();
    Cluster changed = Cluster.newBuilder().setName("changed").build();
    firstSeen.saw(resources(1, kept, changed));
    now.set(Instant.ofEpochSecond(9));
    Cluster anew = changed.toBuilder().setAltStatName("x").build();
    firstSeen.saw(resources(2, kept, anew));
    assertThat(firstSeen.state().clusters().values())
        .containsExactly(
            new FirstSeen.Sighting<>(anew, 2, Instant.ofEpochSecond(9)),
            new FirstSeen.Sighting<>(kept, 1, Instant.EPOCH));
    firstSeen.saw(resources(3, anew));
    assertThat(firstSeen.state().clusters()).containsOnlyKeys("changed");
  }

  private static Resources resources(long version, Cluster... clusters) {
    TreeMap<String, Cluster> byName = new TreeMap<>();
    for (Cluster cluster : clusters) {
      byName.put(cluster.getName(), cluster);
    }
    return new Resources(version, new TreeMap<>(), new TreeMap<>(), byName, new TreeMap<>());
  }
}
