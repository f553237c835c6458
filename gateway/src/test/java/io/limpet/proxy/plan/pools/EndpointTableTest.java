package io.limpet.proxy.plan.pools;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EndpointTableTest {
  @Test
  void anEmptyTableHasNothing() {
    assertThat(new EndpointTable(0).get("10.0.0.1:80")).isNull();
  }

  @Test
  void theFirstOfAnAddressStays() {
    EndpointTable table = new EndpointTable(2);
    Endpoint first = endpoint("10.0.0.1:80");

    assertThat(table.add(first)).isTrue();
    assertThat(table.add(endpoint("10.0.0.1:80"))).isFalse();
    assertThat(table.get("10.0.0.1:80")).isSameAs(first);
  }

  /// "Aa" and "BB" have the same hash, and so has each word of them.
  @Test
  void addressesOfOneHashAreToldApart() {
    EndpointTable table = new EndpointTable(4);
    for (String address : new String[] {"AaAa", "BBBB", "AaBB"}) {
      assertThat(table.add(endpoint(address))).isTrue();
    }
    assertThat(table.get("BBBB")).extracting(Endpoint::address).isEqualTo("BBBB");
    assertThat(table.get("BBAa")).isNull();
  }

  @Test
  void aFullTableAnswersAsAMap() {
    Random random = new Random(3);
    for (int most : new int[] {1, 2, 3, 5, 8, 100, 10_000}) {
      EndpointTable table = new EndpointTable(most);
      Map<String, Endpoint> map = new HashMap<>();
      for (int i = 0; i < most; i++) {
        Endpoint each = endpoint("10.0." + random.nextInt(256) + "." + random.nextInt(256) + ":80");
        assertThat(table.add(each)).isEqualTo(map.putIfAbsent(each.address(), each) == null);
      }
      map.forEach((address, each) -> assertThat(table.get(address)).isSameAs(each));
      assertThat(table.get("10.1.0.0:80")).isNull();
    }
  }

  private static Endpoint endpoint(String address) {
    return new Endpoint(
        address,
        InetSocketAddress.createUnresolved("unused", 80),
        "",
        address,
        Endpoint.Health.HEALTHY,
        1,
        0,
        Endpoint.Locality.NONE,
        new EndpointState());
  }
}
