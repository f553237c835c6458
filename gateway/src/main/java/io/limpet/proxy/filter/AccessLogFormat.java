package io.limpet.proxy.filter;

import io.limpet.proxy.codec.Http1RequestHead;
import io.limpet.proxy.codec.Http1ResponseHead;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.plan.Endpoint;
import io.limpet.proxy.plan.Route;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An access log's format, taken apart once into the pieces of a line (Envoy: "Access logging",
/// command operators). What is not known, or has no value, is a `-`.
final class AccessLogFormat {
  /// Envoy's line where no format is configured.
  static final String DEFAULT =
      "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\""
          + " %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION%"
          + " %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\""
          + " \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\""
          + " \"%UPSTREAM_HOST%\"\n";

  private static final String NOTHING = "-";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final List<Piece> pieces;

  private AccessLogFormat(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
  }

  static AccessLogFormat of(String text) {
    String format = text.isEmpty() ? DEFAULT : text;
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    while (at < format.length()) {
      int open = format.indexOf('%', at);
      int close = open < 0 ? -1 : format.indexOf('%', open + 1);
      if (close < 0) {
        open = format.length();
      }
      if (open > at) {
        String literal = format.substring(at, open);
        pieces.add(_ -> literal);
      }
      if (close >= 0) {
        pieces.add(close == open + 1 ? _ -> "%" : operator(format.substring(open + 1, close)));
      }
      at = close < 0 ? open : close + 1;
    }
    return new AccessLogFormat(pieces);
  }

  /// The line of an exchange that is over.
  String line(Exchange exchange) {
    StringBuilder line = new StringBuilder(256);
    for (Piece piece : pieces) {
      @Nullable String text = piece.of(exchange);
      line.append(text == null || text.isEmpty() ? NOTHING : text);
    }
    return line.toString();
  }

  /// A part of a line; null or empty if it has no value.
  private interface Piece {
    @Nullable String of(Exchange exchange);
  }

  private static Piece operator(String text) {
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')');
    String name = open < 0 ? text : text.substring(0, open);
    String argument = open < 0 || close < open ? "" : text.substring(open + 1, close);
    int colon = text.indexOf(':', Math.max(close, 0));
    Piece piece = named(open < 0 && colon >= 0 ? text.substring(0, colon) : name, argument);
    return colon < 0 ? piece : cut(piece, Integer.parseInt(text.substring(colon + 1).strip()));
  }

  private static Piece cut(Piece piece, int length) {
    return exchange -> {
      @Nullable String text = piece.of(exchange);
      return text == null || text.length() <= length ? text : text.substring(0, length);
    };
  }

  private static Piece named(String name, String argument) {
    return switch (name) {
      case "REQ" -> either(argument, AccessLogFormat::request);
      case "RESP" -> either(argument, AccessLogFormat::response);
      case "START_TIME" -> e -> TIME.format(Instant.ofEpochMilli(e.startMillis()));
      case "PROTOCOL" -> e -> e.head().protocol();
      case "RESPONSE_CODE" -> e -> Integer.toString(e.status());
      case "RESPONSE_FLAGS" -> Exchange::flags;
      case "RESPONSE_CODE_DETAILS" -> Exchange::details;
      case "UPSTREAM_TRANSPORT_FAILURE_REASON" -> Exchange::transportFailure;
      case "BYTES_RECEIVED" -> e -> Long.toString(e.requestBytes());
      case "BYTES_SENT" -> e -> Long.toString(e.answerBytes());
      case "DURATION" -> e -> Long.toString(e.durationMillis());
      case "UPSTREAM_CLUSTER", "UPSTREAM_CLUSTER_RAW" -> Exchange::cluster;
      case "UPSTREAM_LOCAL_ADDRESS" -> Exchange::upstreamLocalAddress;
      case "UPSTREAM_HOST", "UPSTREAM_REMOTE_ADDRESS" -> AccessLogFormat::upstream;
      case "DOWNSTREAM_LOCAL_ADDRESS" -> e -> e.head().localAddress();
      case "DOWNSTREAM_DIRECT_REMOTE_ADDRESS" -> e -> e.head().peerAddress();
      case "DOWNSTREAM_REMOTE_ADDRESS" -> e -> remote(e.head());
      case "DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT" -> e -> e.head().clientAddress();
      case "ROUTE_NAME" -> AccessLogFormat::routeName;
      default -> _ -> null;
    };
  }

  /// `A?B`: the second where the first is absent.
  private static Piece either(String argument, Header source) {
    int mark = argument.indexOf('?');
    String first = (mark < 0 ? argument : argument.substring(0, mark)).toLowerCase(Locale.ROOT);
    if (mark < 0) {
      return exchange -> source.of(exchange, first);
    }
    String second = argument.substring(mark + 1).toLowerCase(Locale.ROOT);
    return exchange -> {
      @Nullable String value = source.of(exchange, first);
      return value == null ? source.of(exchange, second) : value;
    };
  }

  private interface Header {
    @Nullable String of(Exchange exchange, String name);
  }

  private static @Nullable String request(Exchange exchange, String name) {
    if (!exchange.requestRead()) {
      return null;
    }
    Http1RequestHead head = exchange.head();
    return switch (name) {
      case ":method" -> head.method();
      case ":path" -> head.path();
      case ":authority" -> head.authority();
      case ":scheme" -> head.scheme();
      default -> head.header(name);
    };
  }

  private static @Nullable String response(Exchange exchange, String name) {
    @Nullable Http1ResponseHead head = exchange.response();
    return head == null ? null : head.header(name);
  }

  private static @Nullable String upstream(Exchange exchange) {
    @Nullable Endpoint endpoint = exchange.endpoint();
    return endpoint == null ? null : endpoint.address();
  }

  private static @Nullable String routeName(Exchange exchange) {
    @Nullable Route route = exchange.route();
    return route == null ? null : route.name();
  }

  /// The trusted client; with the port where it is the peer itself.
  private static String remote(Http1RequestHead head) {
    String peer = head.peerAddress();
    String client = head.clientAddress();
    return Addresses.ip(peer).equals(client) ? peer : client + ":0";
  }
}
