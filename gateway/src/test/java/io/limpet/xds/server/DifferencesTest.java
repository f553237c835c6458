package io.limpet.xds.server;

import static io.limpet.xds.server.ResourceType.CLUSTER;
import static io.limpet.xds.server.ResourceType.ENDPOINTS;
import static io.limpet.xds.server.ResourceType.LISTENER;
import static io.limpet.xds.server.ResourceType.ROUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.xds.resources.Resources;
import io.limpet.xds.server.FakeGateway.Told;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Differences: each response has what is new, and names what is gone.
final class DifferencesTest {
  private final Shapes shop =
      new Shapes()
          .cluster("a", 1)
          .cluster("b", 1)
          .endpoints("a", 1)
          .endpoints("b", 1)
          .listener("l", 1)
          .routes("r", 1);
  private final Served served = new Served(shop.resources());
  private final FakeGateway gateway = served.gateway(Dialect.DIFFERENCES);

  @AfterEach
  void stop() {
    served.close();
  }

  private Told told(ResourceType type, String... names) {
    Told told = gateway.told();
    assertThat(told.type()).isEqualTo(type);
    assertThat(told.names()).containsExactly(names);
    return told;
  }

  private Told gone(ResourceType type, String... names) {
    Told told = told(type);
    assertThat(told.gone()).containsExactly(names);
    return told;
  }

  @Test
  void onlyWhatChangedIsTold() {
    gateway.ask(CLUSTER);
    gateway.take(told(CLUSTER, "a", "b"));
    served.publish(shop.cluster("b", 2).resources());
    gateway.take(told(CLUSTER, "b"));
    served.publish(shop.cluster("c", 1).resources());
    told(CLUSTER, "c");
  }

  @Test
  void whoComesBackIsToldWhatDiffersFromWhatItHolds() {
    Map<String, String> versions = versions(CLUSTER);
    served.publish(shop.cluster("b", 2).without("c/a").cluster("c", 1).resources());
    gateway.comeBack(CLUSTER, versions);
    told(CLUSTER, "b", "c");
    gone(CLUSTER, "a");
    gateway.comeBack(ENDPOINTS, versions(ENDPOINTS), "a", "b");
    gateway.ask(LISTENER);
    told(LISTENER, "l");
  }

  @Test
  void whoComesBackToAnotherControlPlaneWithTheSameIsToldNothing() {
    Map<String, String> versions = versions(CLUSTER);
    try (Served other = new Served(shop.resources())) {
      FakeGateway moved = other.gateway(Dialect.DIFFERENCES);
      moved.comeBack(CLUSTER, versions);
      moved.ask(ROUTES, "r");
      assertThat(moved.told().type()).isEqualTo(ROUTES);
    }
  }

  private Map<String, String> versions(ResourceType type) {
    Feed feed = new Feed(Clock.systemUTC());
    Map<String, String> versions = new TreeMap<>();
    Resources now = shop.resources();
    feed.publish(now);
    type.of(now)
        .forEach((name, message) -> versions.put(name, Item.of(type, name, message).version()));
    return versions;
  }

  @Test
  void whatIsNoLongerWantedIsNotToldAndWhatIsWantedAgainIs() {
    gateway.ask(ENDPOINTS, "a", "b");
    gateway.take(told(ENDPOINTS, "a", "b"));
    gateway.unsubscribe(ENDPOINTS, "a");
    gateway.ask(ROUTES, "r");
    told(ROUTES, "r");
    served.publish(shop.endpoints("a", 2).endpoints("b", 2).resources());
    told(ENDPOINTS, "b");
    gateway.ask(ENDPOINTS, "a");
    told(ENDPOINTS, "a");
    gateway.ask(ENDPOINTS, "a");
    told(ENDPOINTS, "a");
  }

  @Test
  void whatDoesNotExistIsSaidToBeGoneAndToldWhenItComes() {
    gateway.ask(ROUTES, "later");
    gone(ROUTES, "later");
    served.publish(shop.routes("later", 1).resources());
    told(ROUTES, "later");
    served.publish(shop.without("r/later").resources());
    gone(ROUTES, "later");
  }

  @Test
  void aStarThatIsTakenBackLeavesTheNames() {
    gateway.ask(CLUSTER, "*", "b");
    gateway.take(told(CLUSTER, "a", "b"));
    gateway.unsubscribe(CLUSTER, "*");
    gateway.ask(ROUTES, "r");
    told(ROUTES, "r");
    served.publish(shop.cluster("a", 2).resources());
    served.publish(shop.cluster("b", 2).resources());
    told(CLUSTER, "b");
  }

  @Test
  void aClusterThatChangesIsToldItsEndpointsAgain() {
    gateway.ask(CLUSTER);
    gateway.take(told(CLUSTER, "a", "b"));
    gateway.ask(ENDPOINTS, "a", "b");
    gateway.take(told(ENDPOINTS, "a", "b"));
    served.publish(shop.cluster("a", 2).resources());
    told(CLUSTER, "a");
    told(ENDPOINTS, "a");
  }

  @Test
  void whatLeavesIsToldAfterTheRoutesAreTaken() {
    gateway.ask(CLUSTER);
    gateway.take(told(CLUSTER, "a", "b"));
    gateway.ask(ROUTES, "r");
    gateway.take(told(ROUTES, "r"));
    served.publish(shop.without("c/a").without("e/a").routes("r", 2).resources());
    Told routes = told(ROUTES, "r");
    gateway.ask(LISTENER);
    Told listeners = told(LISTENER, "l");
    gateway.take(routes);
    gateway.take(listeners);
    gone(CLUSTER, "a");
  }

  @Test
  void ofARefusedResponseTheOthersAreToldWithoutTheOneToBlame() {
    for (String name : List.of("c", "d", "bad")) {
      shop.routes(name, 1);
    }
    served.publish(shop.resources());
    gateway.ask(ROUTES, "r", "c", "d", "bad");
    refusesBad(5);
    gateway.ask(LISTENER);
    told(LISTENER, "l");
    served.publish(shop.routes("bad", 2).resources());
    gateway.take(told(ROUTES, "bad"));
  }

  private void refusesBad(int responses) {
    List<List<String>> told = new ArrayList<>();
    for (int i = 0; i < responses; i++) {
      Told next = gateway.told();
      told.add(next.names());
      if (next.names().contains("bad")) {
        gateway.refuse(next, "bad is bad");
      } else {
        gateway.take(next);
      }
    }
    assertThat(told)
        .containsExactly(
            List.of("bad", "c", "d", "r"),
            List.of("bad", "c"),
            List.of("d", "r"),
            List.of("bad"),
            List.of("c"));
  }

  @Test
  void aLargeTypeIsToldInParts() {
    IntStream.range(0, 5000).forEach(i -> shop.endpoints("many-" + i, 1));
    served.publish(shop.resources());
    String[] names = IntStream.range(0, 5000).mapToObj(i -> "many-" + i).toArray(String[]::new);
    gateway.ask(ENDPOINTS, names);
    int told = 0;
    int responses = 0;
    while (told < names.length) {
      Told part = gateway.told();
      told += part.names().size();
      responses++;
      gateway.take(part);
    }
    assertThat(told).isEqualTo(names.length);
    assertThat(responses).isBetween(2, 8);
  }
}
