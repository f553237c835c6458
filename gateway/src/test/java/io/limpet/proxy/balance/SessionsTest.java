package io.limpet.proxy.balance;

import static io.limpet.proxy.plan.reading.Messages.assignment;
import static io.limpet.proxy.plan.reading.Messages.cluster;
import static io.limpet.proxy.plan.reading.Messages.endpoint;
import static io.limpet.proxy.plan.reading.Messages.given;
import static io.limpet.proxy.plan.reading.Messages.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.limpet.proxy.head.FixedHead;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.filter.SessionPlan;
import io.limpet.session.TokenCarrier;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SessionsTest {
  private static final long NOW = 1_795_247_500L;
  private static final String ADDRESS = "127.0.0.1:21005";
  private static final String IN_HEADER = "MTI3LjAuMC4xOjIxMDA1";
  private static final String IN_COOKIE = "Cg8xMjcuMC4wLjE6MjEwMDU=";
  private static final SessionPlan HEADER = pinned(new TokenCarrier.Header("x-session"));
  private static final SessionPlan COOKIE =
      pinned(new TokenCarrier.Cookie("sess", "/shop", 0, List.of()));

  @ParameterizedTest
  @CsvSource({
    "x-session: MTI3LjAuMC4xOjIxMDA1, Names",
    "x-session: not base64, Bad",
    "x-other: MTI3LjAuMC4xOjIxMDA1, Absent",
  })
  void aHeaderShowsASession(String line, String kind) {
    Token token = Sessions.token(HEADER, FixedHead.get("web", "/", line), NOW);
    assertThat(token.getClass().getSimpleName()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "/shop, sess=Cg8xMjcuMC4wLjE6MjEwMDU=, Names",
    "/shop?x=1, a=b; sess=\"Cg8xMjcuMC4wLjE6MjEwMDU=\", Names",
    "/shopping, sess=Cg8xMjcuMC4wLjE6MjEwMDU=, Unasked",
    "/shop, a=b, Absent",
    "/shop, sess=, Absent",
    "/shop, sess=Cg8x, Names",
    "/shop, sess=%, Bad",
  })
  void aCookieShowsASessionOnItsPath(String path, String cookie, String kind) {
    Token token = Sessions.token(COOKIE, FixedHead.get("web", path, "cookie: " + cookie), NOW);
    assertThat(token.getClass().getSimpleName()).isEqualTo(kind);
  }

  @Test
  void theFirstCookieOfItsNameCountsOverAllLines() {
    String[] lines = {"cookie: a=b", "cookie: sess=" + IN_COOKIE, "cookie: sess=%"};
    assertThat(Sessions.token(COOKIE, FixedHead.get("web", "/shop", lines), NOW))
        .isEqualTo(new Token.Names(ADDRESS, false));
  }

  @Test
  void aRouteWithoutSessionsAsksForNoToken() {
    FixedHead head = FixedHead.get("web", "/", "x-session: " + IN_HEADER);
    Token token = Sessions.token(new SessionPlan.Off(), head, NOW);
    assertThat(token).isEqualTo(Token.UNASKED);
    assertThat(Sessions.response(HEADER, token, ADDRESS, NOW)).isNull();
  }

  @Test
  void aTokenIsWrittenOnlyWhereTheEndpointIsAnotherThanTheOneAskedFor() {
    Token same = new Token.Names(ADDRESS, false);
    Token other = new Token.Names("127.0.0.1:1", false);
    SessionHeader header = new SessionHeader("x-session", IN_HEADER, false);
    assertThat(Sessions.response(HEADER, same, ADDRESS, NOW)).isNull();
    assertThat(Sessions.response(HEADER, other, ADDRESS, NOW)).isEqualTo(header);
    assertThat(Sessions.response(HEADER, Token.ABSENT, ADDRESS, NOW)).isEqualTo(header);
    assertThat(Sessions.response(HEADER, Token.BAD, ADDRESS, NOW)).isEqualTo(header);
    assertThat(Sessions.response(COOKIE, Token.ABSENT, ADDRESS, NOW))
        .isEqualTo(
            new SessionHeader(
                "set-cookie", "sess=\"" + IN_COOKIE + "\"; Path=/shop; HttpOnly", true));
  }

  @Test
  void aCookieWithATimeEndsThen() {
    SessionPlan plan = pinned(new TokenCarrier.Cookie("s", "/", 211, List.of()));
    SessionHeader written = given(Sessions.response(plan, Token.ABSENT, ADDRESS, NOW));
    assertThat(written.value())
        .isEqualTo("s=\"Cg8xMjcuMC4wLjE6MjEwMDUQ35yF2AY=\"; Max-Age=211; Path=/; HttpOnly");
    FixedHead head = FixedHead.get("web", "/", "cookie: " + written.value().split(";", 2)[0]);
    assertThat(Sessions.token(plan, head, NOW + 211)).isInstanceOf(Token.Names.class);
    assertThat(Sessions.token(plan, head, NOW + 212)).isEqualTo(Token.BAD);
  }

  @Test
  void onlyAnUnknownEndpointGivesTheConfiguredStatus() {
    ClusterPlan cluster =
        plan(cluster("c", LbPolicy.RANDOM), assignment("c", endpoint("127.0.0.1", 21005)));
    assertThat(Sessions.refusedStatus(new Token.Names("127.0.0.1:1", true, 404), cluster))
        .isEqualTo(404);
    assertThat(Sessions.refusedStatus(new Token.Names(ADDRESS, true, 404), cluster)).isEqualTo(503);
  }

  private static SessionPlan pinned(TokenCarrier carrier) {
    return new SessionPlan.Pinned(carrier, false, 503);
  }
}
