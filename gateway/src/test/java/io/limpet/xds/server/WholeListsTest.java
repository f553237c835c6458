package io.limpet.xds.server;

import static io.limpet.xds.server.ResourceType.CLUSTER;
import static io.limpet.xds.server.ResourceType.ENDPOINTS;
import static io.limpet.xds.server.ResourceType.LISTENER;
import static io.limpet.xds.server.ResourceType.ROUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.xds.server.FakeGateway.Told;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The state of the world: each response is a whole list, or of what is named as much as is new.
final class WholeListsTest {
  private final Shapes shop =
      new Shapes()
          .cluster("a", 1)
          .cluster("b", 1)
          .endpoints("a", 1)
          .endpoints("b", 1)
          .listener("l", 1)
          .routes("r", 1);
  private final Served served = new Served(shop.resources());
  private final FakeGateway gateway = served.gateway(Dialect.WHOLE_LISTS);

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

  @Test
  void clustersAreToldWithoutNamesAndEndpointsByName() {
    gateway.ask(CLUSTER);
    Told clusters = told(CLUSTER, "a", "b");
    gateway.ask(ENDPOINTS, "b", "a");
    Told endpoints = told(ENDPOINTS, "a", "b");
    gateway.take(clusters);
    gateway.take(endpoints, "a", "b");
    gateway.ask(LISTENER);
    told(LISTENER, "l");
  }

  @Test
  void aChangeOfEndpointsTellsThatClustersAndNoOthers() {
    gateway.ask(CLUSTER);
    gateway.take(told(CLUSTER, "a", "b"));
    gateway.ask(ENDPOINTS, "a", "b");
    gateway.take(told(ENDPOINTS, "a", "b"), "a", "b");
    served.publish(shop.endpoints("b", 2).resources());
    gateway.take(told(ENDPOINTS, "b"), "a", "b");
    served.publish(shop.endpoints("a", 2).resources());
    told(ENDPOINTS, "a");
  }

  @Test
  void aChangeOfOneClusterTellsAllOfThemAndItsEndpointsAgain() {
    gateway.ask(CLUSTER);
    gateway.take(told(CLUSTER, "a", "b"));
    gateway.ask(ENDPOINTS, "a", "b");
    gateway.take(told(ENDPOINTS, "a", "b"), "a", "b");
    served.publish(shop.cluster("b", 2).resources());
    told(CLUSTER, "a", "b");
    told(ENDPOINTS, "b");
  }

  @Test
  void namesThatAreAddedAreToldAndThoseThatWereToldAreNot() {
    gateway.ask(ENDPOINTS, "a");
    Told first = told(ENDPOINTS, "a");
    gateway.answer(ENDPOINTS, first.nonce(), "a", "b");
    told(ENDPOINTS, "b");
  }

  @Test
  void whoAsksTheSameAgainIsToldAgainAsItWaitsForIt() {
    gateway.ask(ENDPOINTS, "a", "b");
    Told first = told(ENDPOINTS, "a", "b");
    gateway.take(first, "a", "b");
    gateway.take(first, "a", "b");
    told(ENDPOINTS, "a", "b");
  }

  @Test
  void aNameThatIsDroppedAndComesBackIsToldAgain() {
    gateway.ask(ENDPOINTS, "a", "b");
    Told first = told(ENDPOINTS, "a", "b");
    gateway.answer(ENDPOINTS, first.nonce(), "a");
    gateway.ask(ROUTES, "r");
    told(ROUTES, "r");
    served.publish(shop.endpoints("a", 2).endpoints("b", 2).resources());
    Told second = told(ENDPOINTS, "a");
    gateway.answer(ENDPOINTS, second.nonce(), "a", "b");
    told(ENDPOINTS, "b");
  }

  @Test
  void anAnswerToAnOldResponseIsIgnored() {
    gateway.ask(ENDPOINTS, "a");
    Told first = told(ENDPOINTS, "a");
    served.publish(shop.endpoints("a", 2).resources());
    Told second = told(ENDPOINTS, "a");
    gateway.answer(ENDPOINTS, first.nonce(), "a", "b");
    gateway.answer(ENDPOINTS, "of another stream", "a", "b");
    gateway.ask(ROUTES, "r");
    told(ROUTES, "r");
    gateway.answer(ENDPOINTS, second.nonce(), "a", "b");
    told(ENDPOINTS, "b");
  }

  @Test
  void endpointsThatDoNotExistAreToldAsNoneForTheClusterWaitsForThem() {
    gateway.ask(ENDPOINTS, "nothing");
    told(ENDPOINTS, "nothing");
    served.publish(shop.endpoints("nothing", 1).resources());
    told(ENDPOINTS, "nothing");
  }

  @Test
  void routesThatDoNotExistAreToldWhenTheyCome() {
    gateway.ask(ROUTES, "later");
    served.publish(shop.routes("later", 1).resources());
    told(ROUTES, "later");
  }

  @Test
  void anEmptyListIsToldToWhoAsksForAll() {
    served.publish(shop.without("l/l").resources());
    gateway.ask(LISTENER);
    told(LISTENER);
  }

  @Test
  void aStarAsksForAllAndNamesAloneForNoMore() {
    gateway.ask(CLUSTER, "*", "b");
    Told all = told(CLUSTER, "a", "b");
    gateway.answer(CLUSTER, all.nonce(), "b");
    gateway.ask(ROUTES, "r");
    told(ROUTES, "r");
    served.publish(shop.cluster("a", 2).resources());
    served.publish(shop.cluster("b", 2).resources());
    told(CLUSTER, "b");
  }

  @Test
  void aClusterLeavesWhenTheRoutesThatMayLeadThereAreReplaced() {
    gateway.ask(CLUSTER);
    gateway.take(told(CLUSTER, "a", "b"));
    gateway.ask(ROUTES, "r");
    gateway.take(told(ROUTES, "r"), "r");
    served.publish(shop.without("c/a").without("e/a").cluster("d", 1).routes("r", 2).resources());
    gateway.take(told(CLUSTER, "a", "b", "d"));
    Told routes = told(ROUTES, "r");
    Await.until("all is said", () -> gateway.waiting() == 0);
    gateway.take(routes, "r");
    told(CLUSTER, "b", "d");
  }

  @Test
  void aClusterThatIsGoneAloneLeavesAtOnce() {
    gateway.ask(CLUSTER);
    gateway.take(told(CLUSTER, "a", "b"));
    served.publish(shop.without("c/a").without("e/a").resources());
    told(CLUSTER, "b");
  }

  @Test
  void whatIsRefusedIsShownUntilSomethingElseIsTaken() {
    gateway.ask(CLUSTER);
    gateway.refuse(told(CLUSTER, "a", "b"), "a is wrong");
    Await.until("it is shown", () -> error().equals("a is wrong"));
    gateway.ask(ROUTES, "r");
    told(ROUTES, "r");
    served.publish(shop.cluster("a", 2).resources());
    gateway.take(told(CLUSTER, "a", "b"));
    Await.until("it is gone", () -> error().isEmpty());
  }

  private String error() {
    Progress progress = served.server().streams().getFirst();
    Progress.OfType clusters = progress.types().get(CLUSTER);
    return clusters == null ? "" : clusters.error();
  }
}
