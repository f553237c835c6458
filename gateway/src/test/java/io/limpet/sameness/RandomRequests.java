package io.limpet.sameness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Texts of requests that a seed makes, near the edges of HTTP/1.1's grammar.
final class RandomRequests {
  private static final int REQUESTS = 60;
  private static final List<String> OPTIONS =
      List.of(
          "normalize_path: true",
          "merge_slashes: true",
          "path_with_escaped_slashes_action: UNESCAPE_AND_FORWARD",
          "path_with_escaped_slashes_action: UNESCAPE_AND_REDIRECT",
          "path_with_escaped_slashes_action: REJECT_REQUEST",
          "path_with_escaped_slashes_action: KEEP_UNCHANGED",
          "strip_matching_host_port: true",
          "strip_any_host_port: true",
          "strip_trailing_host_dot: true",
          "use_remote_address: true",
          "skip_xff_append: true",
          "common_http_protocol_options: {headers_with_underscores_action: REJECT_REQUEST}",
          "common_http_protocol_options: {headers_with_underscores_action: DROP_HEADER}",
          "common_http_protocol_options: {max_headers_count: 12}",
          "max_request_headers_kb: 1",
          "upgrade_configs: [{upgrade_type: websocket}]",
          "upgrade_configs: [{upgrade_type: CONNECT}]",
          "http_protocol_options: {enable_trailers: true}",
          "http_protocol_options: {allow_absolute_url: false}",
          "http_protocol_options: {allow_chunked_length: true}",
          "proxy_100_continue: true",
          "server_header_transformation: PASS_THROUGH",
          "server_header_transformation: APPEND_IF_ABSENT",
          "via: me",
          "always_set_request_id_in_response: true",
          "preserve_external_request_id: true",
          "stream_error_on_invalid_http_message: true",
          "scheme_header_transformation: {scheme_to_overwrite: https}");
  private static final List<String> METHODS =
      List.of(
          "GET",
          "GET",
          "GET",
          "POST",
          "PUT",
          "HEAD",
          "OPTIONS",
          "TRACE",
          "CONNECT",
          "DELETE",
          "PATCH",
          "PROPFIND",
          "QUERY",
          "get",
          "GE(T",
          "LINK",
          "PURGE");
  private static final List<String> TARGETS =
      List.of(
          "/",
          "/a",
          "/a/../b",
          "/a/./b",
          "/../a",
          "/a//b",
          "//a",
          "/a%2fb",
          "/a%2Fb",
          "/a%5cb",
          "/a%5Cb/..",
          "/a\\b",
          "/%61",
          "/%7e",
          "/a%",
          "/a%2",
          "/a%zz",
          "/a%00b",
          "/a%20b",
          "/a?b=%2f",
          "/a?b//c",
          "/a?b/../c",
          "/a#f",
          "/a?b#f",
          "/#",
          "*",
          "http://h.com/x",
          "http://h.com",
          "http://h.com?x",
          "https://h.com:443/x",
          "HTTP://h.com/x",
          "ftp://h.com/x",
          "http://u@h.com/x",
          "http://h.com:80/x",
          "http://h.com:/x",
          "http:///x",
          "http://",
          "h.com:443",
          "h.com",
          "h.com:0",
          "h.com:99999",
          "[::1]:80",
          "a",
          "?x",
          "/a/..",
          "/a/%2e%2e/b",
          "/a/.%2e/b",
          "/%2e",
          "/a/...",
          "/a;x/../b",
          "/a/..;/b",
          "/a..",
          "/\u00e4",
          "/a\"b",
          "/a<b>",
          "/a{b}|^`",
          "/a/b/",
          "/a/b//",
          "/.",
          "/..",
          "/a/..?x",
          "http://[::1]/x",
          "http://h.com/%41/../b",
          "/a+b",
          "/a%2B",
          "/%2F",
          "/%2f%2f",
          "///",
          "/a%252fb",
          "/a\u007f");
  private static final List<String> HEADERS =
      List.of(
          "x-a: b",
          "X-Mixed: c",
          "x_under: 1",
          "x-empty:",
          "x-sp:   v  ",
          "x-tab:\tv\t",
          "connection: close",
          "connection: keep-alive",
          "connection: x-a",
          "connection: close, x-a",
          "Connection: Close",
          "connection: te",
          "connection: upgrade",
          "upgrade: websocket",
          "upgrade: h2c",
          "http2-settings: AAA",
          "te: trailers",
          "te: gzip",
          "te: trailers, deflate",
          "TE: Trailers;q=0.5",
          "expect: 100-continue",
          "proxy-connection: keep-alive",
          "keep-alive: timeout=5",
          "x-forwarded-for: 1.2.3.4",
          "x-forwarded-for: 1.2.3.4, 10.0.0.1",
          "x-forwarded-for: bad",
          "x-request-id: abc",
          "x-envoy-internal: true",
          "x-envoy-retry-on: 5xx",
          "x-envoy-max-retries: 2",
          "x-do: 503, 200",
          "x-envoy-upstream-rq-timeout-ms: 500",
          "x-envoy-expected-rq-timeout-ms: 7",
          "x-envoy-foo: 1",
          "x-envoy-decorator-operation: x",
          "x-envoy-downstream-service-cluster: c",
          "via: 1.1 x",
          "server: s",
          "date: today",
          "trailer: x-t",
          "content-type: application/grpc",
          "grpc-timeout: 5S",
          "accept-encoding: gzip",
          "cookie: a=b",
          "cookie: c=d",
          "x-dup: 1",
          "x-dup: 2",
          "x-quote: \"a,b\"",
          "x-high: \u00e9",
          "content-length:",
          "content-length: 0",
          "content-length: 00",
          "x-: y",
          "a!#$%&'*+-.^_`|~9: tok",
          "x(y: 1",
          ":method: GET",
          ":path: /p",
          "sec-websocket-key: k",
          "x-forwarded-host: fh",
          "x-forwarded-port: 99",
          "forwarded: for=1.2.3.4",
          "user-agent: x",
          "referer: r",
          "x-answer: server: up",
          "x-answer: date: yesterday",
          "x-answer: via: 1.1 up",
          "x-answer: x-request-id: up",
          "x-answer: proxy-connection: close",
          "x-answer: keep-alive: x",
          "x-answer: x-envoy-immediate-health-check-fail: 1",
          "x-answer: X-Up: U",
          "x-answer: alt-svc: h3",
          "x-answer: x-envoy-upstream-service-time: 9",
          "x-answer: content-type:",
          "x-answer: te: trailers",
          "x-ot-span-context: z",
          "x-b3-traceid: 1",
          "traceparent: 00-1-2-01",
          "x-client-trace-id: c",
          "x-envoy-force-trace: 1",
          "x-envoy-ip-tags: t",
          "x-envoy-hedge-on-per-try-timeout: false",
          "x-envoy-external-address: 9.9.9.9",
          "x-envoy-peer-metadata: p",
          "x-envoy-attempt-count: 3");
  private static final List<String> HOSTS =
      List.of(
          "example.com",
          "example.com:80",
          "example.com:8080",
          "example.com.",
          "example.com.:80",
          "EXAMPLE.com",
          "[::1]",
          "[::1]:80",
          "1.2.3.4",
          "a b",
          "a/b",
          "a_b",
          "",
          "a:b",
          "user@h",
          "h\u00e9",
          "example.com:",
          ":80",
          "h%41",
          "a..b",
          "[::1",
          "example.com:443");

  private final Dice dice;

  RandomRequests(long seed) {
    this.dice = new Dice(seed);
  }

  Table table(Map<String, String> words) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : dice.some(OPTIONS, 7)) {
      options.put(option.substring(0, option.indexOf(':')), option);
    }
    String text =
        """
        about: generated
        manager: {%s}
        routes:
          - {match: {prefix: /direct}, direct_response: {status: 200}}
          - {match: {prefix: /}, route: {cluster: web}}
        clusters: [{name: web, endpoints: [a]}]
        """
            .formatted(String.join(", ", options.values()));
    Table read = Table.of("generated requests", text, words);
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      cases.add(request());
    }
    return new Table(read.name(), read.about(), read.tree(), cases);
  }

  private Case request() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("rule", "generated");
    String method = dice.once(2) ? dice.of("GET", "POST") : dice.of(METHODS);
    StringBuilder text = new StringBuilder(method);
    text.append(' ').append(dice.once(3) ? "/a" : dice.of(TARGETS));
    text.append(
        dice.once(12) ? dice.of(" HTTP/1.0", " HTTP/2.0", " http/1.1", " HTTP/1.2") : " HTTP/1.1");
    text.append("\r\n");
    if (!dice.once(15)) {
      text.append(dice.of("host", "Host")).append(": ");
      text.append(dice.once(3) ? dice.of(HOSTS) : "example.com").append("\r\n");
    }
    dice.some(HEADERS, 5).forEach(line -> text.append(line).append("\r\n"));
    if (dice.once(20)) {
      text.append("x-long: ").append("v".repeat(900 + dice.below(200))).append("\r\n");
    }
    if (dice.once(20)) {
      for (int i = 0; i < 5 + dice.below(8); i++) {
        text.append("x-many-").append(i).append(": 1\r\n");
      }
    }
    body(text);
    row.put("raw", text.toString());
    // so that what an answer to HEAD is, is known
    row.put("send", method.equals("HEAD") ? "HEAD /" : "GET /");
    if (dice.once(20)) {
      row.put("expect", Map.of("closed", true));
    }
    return Case.of(row);
  }

  private void body(StringBuilder text) {
    switch (dice.below(8)) {
      case 0 -> text.append("content-length: 5\r\n\r\nhello");
      case 1 -> text.append("transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
      case 2 ->
          text.append(
              "transfer-encoding: chunked\r\n\r\n2;e=1\r\nhe\r\n3\r\nllo\r\n0\r\nx-t: 1\r\n\r\n");
      case 3 ->
          text.append("transfer-encoding: ")
              .append(
                  dice.of(
                      "Chunked",
                      "chunked, chunked",
                      "identity",
                      "gzip",
                      " chunked ",
                      "chunked;a",
                      ""))
              .append("\r\n\r\n0\r\n\r\n");
      default -> text.append("\r\n");
    }
  }
}
