package io.limpet.proxy.balance;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.filter.SessionPlan;
import io.limpet.session.Claim;
import io.limpet.session.Cookies;
import io.limpet.session.Envelope;
import io.limpet.session.PlainToken;
import io.limpet.session.TokenCarrier;
import org.jspecify.annotations.Nullable;

/// A request's token before an endpoint is chosen, and its answer's token after (Envoy:
/// stateful_session.cc). Times are wall-clock seconds.
public final class Sessions {
  private static final int UNAVAILABLE = 503;

  private Sessions() {}

  /// What a request shows of the session that its route wants.
  public static Token token(SessionPlan plan, RequestHead head, long nowSeconds) {
    return switch (plan) {
      case SessionPlan.Off(), SessionPlan.Stateless(_) -> Token.UNASKED;
      case SessionPlan.Pinned pinned -> token(pinned, head, nowSeconds);
    };
  }

  /// The header in which a request shows its token, whole, or null where it shows none or in more
  /// than one: within one second, what is read of equal headers is the same.
  public static @Nullable String shown(SessionPlan plan, RequestHead head) {
    return switch (plan) {
      case SessionPlan.Off(), SessionPlan.Stateless(_) -> null;
      case SessionPlan.Pinned pinned ->
          switch (pinned.carrier()) {
            case TokenCarrier.Header(String name) -> head.header(name);
            case TokenCarrier.Enveloped(String name) -> head.header(name);
            case TokenCarrier.Cookie cookie -> cookie.appliesTo(head.path()) ? cookies(head) : null;
          };
    };
  }

  private static @Nullable String cookies(RequestHead head) {
    return head.hasSeveral("cookie") ? null : head.header("cookie");
  }

  private static Token token(SessionPlan.Pinned plan, RequestHead head, long nowSeconds) {
    return switch (plan.carrier()) {
      case TokenCarrier.Header header ->
          token(PlainToken.readHeader(head.header(header.name())), plan);
      case TokenCarrier.Enveloped(String name) -> {
        @Nullable Envelope envelope = envelope(head, name);
        yield envelope == null ? Token.ABSENT : token(envelope.claim(), plan);
      }
      case TokenCarrier.Cookie cookie ->
          cookie.appliesTo(head.path())
              ? token(
                  PlainToken.readCookie(
                      Cookies.find(head.headers("cookie"), cookie.name()), nowSeconds),
                  plan)
              : Token.UNASKED;
    };
  }

  private static @Nullable Envelope envelope(RequestHead head, String name) {
    @Nullable String value = head.header(name);
    return value == null ? null : Envelope.read(value);
  }

  /// What an endpoint is to see instead of a request's enveloped token, or null if there is none.
  public static @Nullable String original(RequestHead head, TokenCarrier.Enveloped carrier) {
    @Nullable Envelope envelope = envelope(head, carrier.name());
    return envelope == null ? null : envelope.original();
  }

  private static Token token(Claim claim, SessionPlan.Pinned plan) {
    return switch (claim) {
      case Claim.Absent() -> Token.ABSENT;
      case Claim.Bad() -> Token.BAD;
      case Claim.Names(String address) ->
          new Token.Names(address, plan.strict(), plan.strictStatus());
    };
  }

  /// The header that an answer is to carry, or null if none: a token is written only where the
  /// request had no valid one or was served by another endpoint than it names. For every answer
  /// after an endpoint was chosen, local ones too. An envelope takes what the endpoint answered
  /// into it, and is made elsewhere.
  public static @Nullable SessionHeader response(
      SessionPlan plan, Token token, String address, long nowSeconds) {
    return moved(token, address) && plan instanceof SessionPlan.Pinned pinned
        ? header(pinned.carrier(), address, nowSeconds)
        : null;
  }

  /// Whether a request that wants a session was served by another endpoint than it asked for.
  public static boolean moved(Token token, String address) {
    return switch (token) {
      case Token.Unasked() -> false;
      case Token.Absent(), Token.Bad() -> true;
      case Token.Names(String asked, _, _) -> !asked.equals(address);
    };
  }

  private static @Nullable SessionHeader header(
      TokenCarrier carrier, String address, long nowSeconds) {
    return switch (carrier) {
      case TokenCarrier.Enveloped(_) -> null;
      case TokenCarrier.Header(String name) ->
          new SessionHeader(name, PlainToken.writeHeader(address), false);
      case TokenCarrier.Cookie cookie -> {
        long ttl = cookie.ttlSeconds();
        String value = PlainToken.writeCookie(address, ttl > 0 ? nowSeconds + ttl : 0);
        yield new SessionHeader(
            "set-cookie",
            Cookies.set(cookie.name(), value, cookie.path(), ttl, cookie.attributes()),
            true);
      }
    };
  }

  /// The status of the answer after [Reason#STRICT_REFUSED]: the configured one says only that the
  /// endpoint is not in the cluster; one that is there but may not serve is always a 503.
  public static int refusedStatus(Token token, ClusterPlan cluster) {
    return token instanceof Token.Names names && cluster.endpoint(names.address()) == null
        ? names.strictStatus()
        : UNAVAILABLE;
  }
}
