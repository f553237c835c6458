package io.limpet.proxy.balance;

import static io.limpet.proxy.plan.reading.Messages.assignment;
import static io.limpet.proxy.plan.reading.Messages.cluster;
import static io.limpet.proxy.plan.reading.Messages.endpoint;
import static io.limpet.proxy.plan.reading.Messages.given;
import static io.limpet.proxy.plan.reading.Messages.limpet;
import static io.limpet.proxy.plan.reading.Messages.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.limpet.protos.v1.ClusterExtension;
import io.limpet.proxy.head.FixedHead;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.RetryHosts;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.HashPolicies;
import io.limpet.proxy.plan.pools.HashPolicies.OfCookie;
import io.limpet.proxy.plan.pools.HashPolicies.OfHeader;
import io.limpet.proxy.plan.pools.HashPolicies.OfQueryParameter;
import io.limpet.proxy.plan.pools.HashPolicies.OfSourceIp;
import io.limpet.session.XxHash64;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BalancerTest {
  private static final RetryPlan RETRIES =
      RetryPlan.of(2, Set.of()).hosts(RetryHosts.notPrevious(5));
  private static final FixedHead HEAD = FixedHead.get("web", "/hello?u=7");

  private final long seed = System.nanoTime();
  private final RandomGenerator random = new SplittableRandom(seed);

  @ParameterizedTest
  @CsvSource({
    "21001, false, hit, 21001",
    "21004, false, hit, 21004",
    "21002, false, unhealthy, ",
    "21003, false, unhealthy, ",
    "21009, false, pod-gone, ",
    "21001, true, hit, 21001",
    "21002, true, strict-refused, 0",
    "21009, true, strict-refused, 0",
  })
  void aTokensEndpointIsUsedWhileItMayServe(
      int port, boolean strict, String reason, @Nullable Integer expected) {
    ClusterPlan cluster = fiveStates(cluster("c", LbPolicy.LEAST_REQUEST));
    Choice choice =
        decide(cluster, ask(new Token.Names("127.0.0.1:" + port, strict), HashPolicies.NONE));
    assertThat(choice.reason().word()).isEqualTo(reason);
    if (expected != null) {
      assertThat(port(choice)).isEqualTo(expected);
    } else {
      assertThat(port(choice)).isIn(21001, 21004, 21005);
    }
  }

  @Test
  void aDrainingEndpointKeepsItsSessionsWhereTheClusterSaysSo() {
    Cluster.Builder message = cluster("c", LbPolicy.LEAST_REQUEST);
    message
        .getCommonLbConfigBuilder()
        .getOverrideHostStatusBuilder()
        .addStatuses(HealthStatus.DRAINING)
        .addStatuses(HealthStatus.UNKNOWN);
    ClusterPlan cluster = fiveStates(message);
    assertThat(decide(cluster, named("127.0.0.1:21003")).reason()).isEqualTo(Reason.HIT);
    assertThat(decide(cluster, named("127.0.0.1:21004")).reason()).isEqualTo(Reason.UNHEALTHY);
    for (int i = 0; i < 100; i++) {
      Choice fresh = decide(cluster, ask(Token.ABSENT, HashPolicies.NONE));
      assertThat(fresh.reason()).isEqualTo(Reason.NEW);
      assertThat(port(fresh)).isIn(21001, 21004, 21005);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "example.com:80", "127.0.0.1", "127.0.0.1:", ":80", "1:2:x"})
  void aTokenThatIsNoAddressIsBadAndHarmless(String text) {
    Choice choice = decide(fiveStates(cluster("c", LbPolicy.RANDOM)), named(text));
    assertThat(choice.reason()).isEqualTo(Reason.TOKEN_BAD);
    assertThat(choice.endpoint()).isNotNull();
  }

  @Test
  void reasonsTellSessionsHashesAndTheRestApart() {
    HashPolicies byUser = policies(new OfHeader("x-user", false));
    ClusterPlan ring = idle(cluster("c", LbPolicy.RING_HASH), 3);
    FixedHead user = FixedHead.get("web", "/", "x-user: ada");
    assertThat(decide(ring, ask(user, Token.UNASKED, byUser)).reason()).isEqualTo(Reason.HASHED);
    assertThat(decide(ring, ask(HEAD, Token.UNASKED, byUser)).reason()).isEqualTo(Reason.BALANCED);
    assertThat(decide(ring, ask(user, Token.ABSENT, byUser)).reason()).isEqualTo(Reason.NEW);
    assertThat(decide(ring, ask(user, Token.BAD, byUser)).reason()).isEqualTo(Reason.TOKEN_BAD);
    ClusterPlan empty = idle(cluster("c", LbPolicy.RING_HASH), 0);
    assertThat(decide(empty, ask(user, Token.UNASKED, byUser)).reason()).isEqualTo(Reason.NONE);
    assertThat(decide(empty, named("127.0.0.1:1")).reason()).isEqualTo(Reason.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void anIdleServiceIsSharedEvenly(int threads) throws Exception {
    ClusterPlan cluster =
        plan(
            cluster("c", LbPolicy.LEAST_REQUEST)
                .setMetadata(limpet(ClusterExtension.newBuilder().setLeastRequestTurn(true))),
            assignment("c", ports(6)));
    Map<Integer, Integer> counts = new HashMap<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < 60; i++) {
        Callable<Choice> call =
            () -> {
              Choice choice = decide(cluster, ask(Token.ABSENT, HashPolicies.NONE));
              given(choice.endpoint()).state().started();
              given(choice.endpoint()).state().finished();
              return choice;
            };
        Future<Choice> done = executor.submit(call);
        counts.merge(port(done.get()), 1, Integer::sum);
      }
    }
    assertThat(counts).hasSize(6);
    assertThat(counts.values()).allMatch(count -> count >= 8 && count <= 12);
  }

  @Test
  void leastRequestAvoidsTheBusy() {
    for (boolean turn : List.of(true, false)) {
      Cluster.Builder message = cluster("c", LbPolicy.LEAST_REQUEST);
      if (turn) {
        message.setMetadata(limpet(ClusterExtension.newBuilder().setLeastRequestTurn(true)));
      }
      ClusterPlan cluster = idle(message, 2);
      cluster.endpoints().getFirst().state().started();
      long busy =
          IntStream.range(0, 1000)
              .filter(_ -> port(decide(cluster, ask(Token.ABSENT, HashPolicies.NONE))) == 1000)
              .count();
      assertThat(busy).as("seed %d", seed).isBetween(150L, 350L);
    }
  }

  @Test
  void weightsCountForRoundRobinAndLeastRequest() {
    for (LbPolicy policy : List.of(LbPolicy.ROUND_ROBIN, LbPolicy.LEAST_REQUEST)) {
      ClusterPlan cluster =
          plan(
              cluster("c", policy),
              assignment("c", endpoint("127.0.0.1", 1000, 1), endpoint("127.0.0.1", 1001, 3)));
      long light =
          IntStream.range(0, 4000)
              .filter(_ -> port(decide(cluster, ask(Token.ABSENT, HashPolicies.NONE))) == 1000)
              .count();
      assertThat(light).as("seed %d", seed).isBetween(850L, 1150L);
    }
  }

  @Test
  void aRetryGoesElsewhereAndMovesTheSession() {
    ClusterPlan cluster = idle(cluster("c", LbPolicy.RANDOM), 2);
    Ask ask = named("127.0.0.1:1000");
    Choice first = decide(cluster, ask);
    assertThat(first.reason()).isEqualTo(Reason.HIT);
    ask.failed(given(first.endpoint()));
    Map<Reason, Integer> reasons = new HashMap<>();
    int elsewhere = 0;
    for (int i = 0; i < 1000; i++) {
      Choice again = decide(cluster, ask);
      reasons.merge(again.reason(), 1, Integer::sum);
      elsewhere += port(again) == 1001 ? 1 : 0;
    }
    assertThat(reasons).containsOnlyKeys(Reason.UNHEALTHY);
    assertThat(elsewhere).as("seed %d; six picks of two", seed).isBetween(950, 1000);
  }

  @Test
  void withRetryPinnedFirstTheSessionMovesAtTheSecondRetry() {
    ClusterPlan cluster =
        idle(
            cluster("c", LbPolicy.MAGLEV)
                .setMetadata(limpet(ClusterExtension.newBuilder().setRetryPinnedFirst(true))),
            6);
    Ask ask = named("127.0.0.1:1000");
    ask.failed(given(cluster.endpoint("127.0.0.1:1000")));
    Choice firstRetry = decide(cluster, ask);
    assertThat(firstRetry.reason()).isEqualTo(Reason.HIT);
    ask.failed(given(firstRetry.endpoint()));
    assertThat(decide(cluster, ask).reason()).isEqualTo(Reason.UNHEALTHY);
  }

  @Test
  void aStrictTokenIsStrictForTheFirstAttemptOnly() {
    ClusterPlan cluster = idle(cluster("c", LbPolicy.RANDOM), 2);
    Ask ask = ask(new Token.Names("127.0.0.1:1000", true), HashPolicies.NONE);
    ask.failed(given(cluster.endpoint("127.0.0.1:1000")));
    assertThat(decide(cluster, ask).endpoint()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"RING_HASH", "MAGLEV"})
  void aRetryOnATableTakesAnotherPlaceAndTheLastLookAnyway(LbPolicy policy) {
    HashPolicies byUser = policies(new OfHeader("x-user", false));
    FixedHead user = FixedHead.get("web", "/", "x-user: ada");
    ClusterPlan many = idle(cluster("c", policy), 50);
    Ask ask = ask(user, Token.UNASKED, byUser);
    Choice first = decide(many, ask);
    ask.failed(given(first.endpoint()));
    assertThat(decide(many, ask).endpoint()).isNotEqualTo(first.endpoint());
    ClusterPlan one = idle(cluster("c", policy), 1);
    Ask alone = ask(user, Token.UNASKED, byUser);
    alone.failed(given(decide(one, alone).endpoint()));
    assertThat(decide(one, alone).endpoint()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"RING_HASH", "MAGLEV", "LEAST_REQUEST", "RANDOM", "ROUND_ROBIN"})
  void aPinnedCallerMovesOnlyWhenItsEndpointIsGone(LbPolicy policy) {
    SplittableRandom scale = new SplittableRandom(seed);
    HashPolicies bySource = policies(new OfSourceIp(false));
    Map<Integer, String> pins = new HashMap<>();
    for (int step = 0; step < 60; step++) {
      ClusterPlan cluster = idle(cluster("c", policy), 1 + scale.nextInt(12));
      for (int caller = 0; caller < 40; caller++) {
        @Nullable String pin = pins.get(caller);
        Token token = pin == null ? Token.ABSENT : new Token.Names(pin, false);
        Choice choice = decide(cluster, ask(HEAD, token, bySource));
        boolean there = pin != null && cluster.endpoint(pin) != null;
        assertThat(choice.reason())
            .as("seed %d, step %d", seed, step)
            .isEqualTo(pin == null ? Reason.NEW : there ? Reason.HIT : Reason.POD_GONE);
        pins.put(caller, given(choice.endpoint()).address());
      }
    }
  }

  @Test
  void aHashIsFoldedAsEnvoyFoldsIt() {
    FixedHead head = FixedHead.get("web", "/?u=7", "x-a: one", "x-b: b", "x-b: a");
    long one = XxHash64.hash("one");
    long two = XxHash64.hash("b", XxHash64.hash("a"));
    assertHash(head, one, new OfHeader("x-a", false));
    assertHash(head, two, new OfHeader("x-b", false));
    assertHash(
        head,
        Long.rotateLeft(one, 1) ^ two,
        new OfHeader("x-a", false),
        new OfHeader("x-b", false));
    assertHash(head, one, new OfHeader("x-a", true), new OfHeader("x-b", false));
    assertHash(head, two, new OfHeader("x-none", true), new OfHeader("x-b", false));
    assertHash(head, XxHash64.hash("192.0.2.7"), new OfSourceIp(false));
    assertHash(head, XxHash64.hash("7"), new OfQueryParameter("u", false));
    assertThat(KeyHash.of(policies(new OfQueryParameter("U", false)), head, List.of()).present())
        .isFalse();
  }

  @Test
  void aCookieIsMadeOnceAndHashesAsItWillComeBack() {
    OfCookie policy = new OfCookie("hc", 60, "/p", List.of("SameSite=Lax"), false);
    String made = "%016x".formatted(XxHash64.hash("127.0.0.1:40112127.0.0.1:11011"));
    ClusterPlan ring = idle(cluster("c", LbPolicy.RING_HASH), 20);
    Ask first = ask(HEAD, Token.UNASKED, policies(policy));
    Choice choice = decide(ring, first);
    decide(ring, first);
    assertThat(first.setCookies())
        .containsExactly("hc=\"" + made + "\"; Max-Age=60; Path=/p; SameSite=Lax; HttpOnly");
    FixedHead returning = FixedHead.get("web", "/", "cookie: hc=\"" + made + "\"");
    Ask second = ask(returning, Token.UNASKED, policies(policy));
    assertThat(decide(ring, second)).isEqualTo(choice);
    assertThat(second.setCookies()).isEmpty();
  }

  @Test
  void noCookieIsMadeWhereNoHashIsNeeded() {
    HashPolicies cookie = policies(new OfCookie("hc", 0, "/", List.of(), false));
    Ask unhashed = ask(HEAD, Token.UNASKED, cookie);
    decide(idle(cluster("c", LbPolicy.ROUND_ROBIN), 3), unhashed);
    assertThat(unhashed.setCookies()).isEmpty();
    Ask pinned = ask(HEAD, new Token.Names("127.0.0.1:1000", false), cookie);
    decide(idle(cluster("c", LbPolicy.RING_HASH), 3), pinned);
    assertThat(pinned.setCookies()).isEmpty();
    Ask noTtl = ask(HEAD, Token.UNASKED, policies(new OfCookie("hc", -1, "/", List.of(), false)));
    decide(idle(cluster("c", LbPolicy.RING_HASH), 3), noTtl);
    assertThat(noTtl.setCookies()).isEmpty();
  }

  private static void assertHash(FixedHead head, long expected, HashPolicies.Policy... policies) {
    KeyHash hash = KeyHash.of(policies(policies), head, new ArrayList<>());
    assertThat(hash.present()).isTrue();
    assertThat(hash.value()).isEqualTo(expected);
  }

  private Choice decide(ClusterPlan cluster, Ask ask) {
    return Balancer.decide(cluster, ask, random);
  }

  private static Ask named(String address) {
    return ask(new Token.Names(address, false), HashPolicies.NONE);
  }

  private static Ask ask(Token token, HashPolicies hash) {
    return ask(HEAD, token, hash);
  }

  private static Ask ask(FixedHead head, Token token, HashPolicies hash) {
    return new Ask(head, hash, token, RETRIES);
  }

  private static HashPolicies policies(HashPolicies.Policy... policies) {
    return new HashPolicies(List.of(policies));
  }

  private static ClusterPlan idle(Cluster.Builder cluster, int count) {
    return plan(cluster, assignment("c", ports(count)));
  }

  private static LbEndpoint.Builder[] ports(int count) {
    return IntStream.range(1000, 1000 + count)
        .mapToObj(port -> endpoint("127.0.0.1", port))
        .toArray(LbEndpoint.Builder[]::new);
  }

  private static ClusterPlan fiveStates(Cluster.Builder cluster) {
    return plan(
        cluster,
        assignment(
            "c",
            endpoint("127.0.0.1", 21001),
            endpoint("127.0.0.1", 21002, HealthStatus.UNHEALTHY),
            endpoint("127.0.0.1", 21003, HealthStatus.DRAINING),
            endpoint("127.0.0.1", 21004, HealthStatus.DEGRADED),
            endpoint("127.0.0.1", 21005)));
  }

  private static int port(Choice choice) {
    @Nullable Endpoint endpoint = choice.endpoint();
    return endpoint == null ? 0 : endpoint.socketAddress().getPort();
  }
}
