package io.limpet.sameness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Retry policies that a seed makes, and endpoints that misbehave in turn.
final class RandomFailures {
  private static final int ROUTES = 12;
  private static final int REQUESTS = 60;
  private static final List<String> REASONS =
      List.of(
          "5xx",
          "gateway-error",
          "reset",
          "reset-before-request",
          "connect-failure",
          "retriable-4xx",
          "refused-stream",
          "retriable-status-codes",
          "retriable-headers",
          "unavailable",
          "cancelled",
          "envoy-ratelimited",
          "http3-post-connect-failure");
  private static final List<String> OPTIONS =
      List.of(
          "retriable_status_codes: [404, 503]",
          "retriable_status_codes: [204]",
          "retriable_headers: [{name: x-again}]",
          "retriable_headers: [{name: x-up, string_match: {exact: up}, invert_match: true}]",
          "retriable_request_headers: [{name: \":method\", string_match: {exact: GET}}]",
          "num_retries: 0",
          "num_retries: 1",
          "num_retries: 2",
          "num_retries: 3",
          "per_try_timeout: 0.3s",
          "per_try_idle_timeout: 0.3s",
          "retry_back_off: {base_interval: 0.001s, max_interval: 0.002s}");
  private static final List<String> RAW =
      List.of(
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
          "HTTP/1.1 103 Early\r\nlink: x\r\n\r\nHTTP/1.1 503 No\r\ncontent-length: 2\r\n\r\nno",
          "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 204 No\r\n\r\n",
          "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
          "HTTP/1.1 503 No\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-t: 1\r\n\r\n",
          "HTTP/1.1 304 Not\r\ncontent-length: 10\r\netag: x\r\n\r\n",
          "HTTP/1.1 204 No\r\ncontent-length: 0\r\n\r\n",
          "HTTP/1.1 205 Reset\r\ncontent-length: 0\r\n\r\n",
          "HTTP/1.1 503 No\r\nconnection: close\r\ncontent-length: 2\r\n\r\nno",
          "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokextra",
          "HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok",
          "HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\nok",
          "HTTP/1.1 99 Low\r\ncontent-length: 2\r\n\r\nok",
          "HTTP/1.1 600 High\r\ncontent-length: 2\r\n\r\nok",
          "HTTP/1.1 999 High\r\ncontent-length: 0\r\n\r\n",
          "HTTP/2.0 200 OK\r\ncontent-length: 2\r\n\r\nok",
          "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok",
          "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok",
          "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok",
          "HTTP/1.1 200 OK\r\n"
              + "content-length: 2\r\n"
              + "transfer-encoding: chunked\r\n\r\n"
              + "2\r\n"
              + "ok\r\n"
              + "0\r\n\r\n",
          "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
          "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nbad header: 1\r\ncontent-length: 0\r\n\r\n",
          "HTTP/1.1 200 OK\r\n: 1\r\ncontent-length: 0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nx-empty:\r\nx-again: 1\r\ncontent-length: 0\r\n\r\n",
          "HTTP/1.1 200 OK\r\ngrpc-status: 14\r\ncontent-length: 0\r\n\r\n",
          "HTTP/1.1 429 Slow\r\nx-envoy-ratelimited: 1\r\ncontent-length: 0\r\n\r\n",
          "HTTP/1.1 503 Over\r\nx-envoy-overloaded: 1\r\ncontent-length: 0\r\n\r\n",
          "HTTP/1.1 200 OK\r\n"
              + "x-envoy-upstream-canary: true\r\n"
              + "server: own\r\n"
              + "date: now\r\n"
              + "content-length: 0\r\n\r\n",
          "HTTP/1.1 409 Conflict\r\ncontent-length: 0\r\nx-up: up\r\n\r\n",
          "HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
          "\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
          "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
          "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\ncontent-length: 2\r\n\r\nok",
          "HTTP/1.1 200 OK\r\n"
              + "proxy-connection: close\r\n"
              + "keep-alive: timeout=5\r\n"
              + "content-length: 0\r\n\r\n");
  private static final List<String> RAW_CLOSED =
      List.of(
          "HTTP/1.1 200 OK\r\n\r\nuntil the end",
          "HTTP/1.1 503 No\r\n\r\n",
          "HTTP/1.1 200 OK\r\n",
          "HTTP/1.1 503 No\r\ncontent-length: 9\r\n\r\nshort",
          "HTTP/1.1 100 Continue\r\n\r\n",
          "HTTP",
          "HTTP/1.0 200 OK\r\n\r\nold",
          "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
          "HTTP/1.1 204 No\r\n\r\n",
          "HTTP/1.1 302 Moved\r\nlocation: /x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nall of it",
          "HTTP/1.1 503 No\r\ntransfer-encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n");
  private static final List<String> PLAIN =
      List.of(
          "200",
          "503",
          "503",
          "500",
          "502",
          "504",
          "404",
          "409",
          "204",
          "304",
          "425",
          "429",
          "reset",
          "reset",
          "close",
          "close",
          "garbage",
          "cut",
          "delay:30");

  private final Dice dice;

  RandomFailures(long seed) {
    this.dice = new Dice(seed);
  }

  Table table(Map<String, String> words) {
    Table read = Table.of("generated failures", configuration(), words);
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      cases.add(request());
    }
    return new Table(read.name(), read.about(), read.tree(), cases);
  }

  private String configuration() {
    StringBuilder text = new StringBuilder("about: generated\n");
    if (dice.once(3)) {
      text.append("manager: {proxy_100_continue: true}\n");
    }
    text.append("routes:\n");
    for (int i = 0; i < ROUTES; i++) {
      Map<String, String> options = new LinkedHashMap<>();
      for (String option : dice.some(OPTIONS, 5)) {
        options.put(option.substring(0, option.indexOf(':')), option);
      }
      List<String> fields = new ArrayList<>(options.values());
      fields.addFirst("retry_on: \"" + String.join(",", dice.some(REASONS, 4)) + "\"");
      text.append(
          "  - {match: {prefix: /r%d/}, route: {cluster: %s, timeout: %s, retry_policy: {%s}}}\n"
              .formatted(i, dice.of("web", "web", "web", "dead"), "0s", String.join(", ", fields)));
    }
    text.append("clusters: [{name: web, endpoints: [a]}, {name: dead, endpoints: [refuse]}]\n");
    return text.toString();
  }

  private Case request() {
    List<String> actions = new ArrayList<>();
    for (int i = 0; i < 1 + dice.below(4); i++) {
      actions.add(action());
    }
    List<String> headers = new ArrayList<>();
    headers.add("x-do: " + String.join(", ", actions));
    for (String each :
        dice.some(
            List.of(
                "x-answer: x-again: 1",
                "x-answer: x-up: up",
                "x-answer: grpc-status: 14",
                "expect: 100-continue",
                "connection: close",
                "x-answer: connection: close",
                "x-answer: x-envoy-ratelimited: true",
                "content-type: application/grpc"),
            2)) {
      headers.add(each);
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("rule", "generated");
    String method = dice.of("GET", "GET", "GET", "POST", "HEAD", "PUT", "DELETE");
    row.put("send", method + " /r" + dice.below(ROUTES) + "/x");
    row.put("headers", headers);
    if (method.equals("POST")) {
      row.put("body", "hello");
    } else if (method.equals("PUT")) {
      row.put("chunks", List.of("ab", "cde"));
    }
    return Case.of(row);
  }

  private String action() {
    return switch (dice.below(8)) {
      case 0, 1, 2 -> "raw:" + coded(dice.of(RAW));
      case 3 -> "raw-close:" + coded(dice.of(RAW_CLOSED));
      default -> dice.of(PLAIN);
    };
  }

  private static String coded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
  }
}
