package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.session.TokenCarrier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Callers that are kept on one endpoint, and callers that are shared out.
class SessionTest {
  private static final String HEADER = "x-session-header";

  private final List<FakeUpstream> upstreams = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < 6; i++) {
      upstreams.add(FakeUpstream.echoing());
    }
  }

  @AfterEach
  void stop() throws IOException {
    for (FakeUpstream upstream : upstreams) {
      upstream.close();
    }
  }

  private FakeUpstream[] all() {
    return upstreams.toArray(FakeUpstream[]::new);
  }

  private static Plans pinned() {
    return new Plans().pinned(new TokenCarrier.Header(HEADER), false);
  }

  private static String token(String address) {
    return Base64.getEncoder().encodeToString(address.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aCallerStaysWhereItsTokenPointsAndIsToldOnlyOnce() throws Exception {
    try (var proxy = new TestProxy(pinned().to(all()));
        var client = proxy.client()) {
      Wire.Message first = client.get("/");
      assertThat(first.header(HEADER)).isEqualTo(token(first.body()));
      for (int i = 0; i < 20; i++) {
        Wire.Message next = client.get("/", HEADER + ": " + token(first.body()));
        assertThat(next.body()).isEqualTo(first.body());
        assertThat(next.header(HEADER)).isNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:1", "nonsense"})
  void aTokenThatNamesNobodyIsReplaced(String address) throws Exception {
    try (var proxy = new TestProxy(pinned().to(all()));
        var client = proxy.client()) {
      Wire.Message answer = client.get("/", HEADER + ": " + token(address));
      assertThat(answer.header(HEADER)).isEqualTo(token(answer.body()));
      assertThat(client.get("/", HEADER + ": %%%").header(HEADER)).isNotNull();
    }
  }

  @Test
  void anotherEndpointIsTakenWhereThePinnedOneRefusesAndTheTokenMoves() throws Exception {
    InetSocketAddress refusing;
    try (ServerSocket closed = new ServerSocket(0, 1, Plans.LOOPBACK)) {
      refusing = (InetSocketAddress) closed.getLocalSocketAddress();
    }
    List<InetSocketAddress> two = List.of(refusing, upstreams.getFirst().socketAddress());
    String dead = token("127.0.0.1:" + refusing.getPort());
    try (var proxy = new TestProxy(pinned().retry(Plans.ISTIO_RETRY).to(two));
        var client = proxy.client()) {
      Wire.Message answer = client.get("/", HEADER + ": " + dead);
      assertThat(answer.body()).isEqualTo(upstreams.getFirst().address());
      assertThat(answer.header(HEADER)).isEqualTo(token(answer.body()));
    }
  }

  @Test
  void anAnswerOfOurOwnCarriesTheTokenOfTheEndpointThatWasChosen() throws Exception {
    upstreams.getFirst().close();
    try (var proxy = new TestProxy(pinned().to(upstreams.getFirst()));
        var client = proxy.client()) {
      Wire.Message answer = client.get("/");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header(HEADER)).isEqualTo(token(upstreams.getFirst().address()));
      assertThat(client.get("/none").header(HEADER)).isNull();
    }
  }

  @Test
  void aStrictTokenWhoseEndpointIsGoneIsRefused() throws Exception {
    Plans strict = new Plans().pinned(new TokenCarrier.Header(HEADER), true);
    try (var proxy = new TestProxy(strict.to(all()));
        var client = proxy.client()) {
      Wire.Message answer = client.get("/", HEADER + ": " + token("127.0.0.1:1"));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo("no healthy upstream");
      assertThat(answer.header(HEADER)).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void callersWithoutTokenAreSpreadEvenly(int eventLoops) throws Exception {
    try (var proxy = new TestProxy(pinned().to(all()), eventLoops)) {
      Map<String, Integer> calls = new HashMap<>();
      for (int i = 0; i < 60; i++) {
        try (var client = proxy.client()) {
          calls.merge(client.get("/").body(), 1, Integer::sum);
        }
      }
      assertThat(calls).hasSize(6);
      assertThat(calls.values()).allSatisfy(count -> assertThat(count).isBetween(8, 12));
    }
  }
}
