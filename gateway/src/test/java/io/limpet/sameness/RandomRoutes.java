package io.limpet.sameness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A route table that a seed makes, in Envoy's YAML, and requests near what it matches.
final class RandomRoutes {
  private static final int ROUTES = 14;
  private static final int REQUESTS = 60;
  private static final String TYPE = "type.googleapis.com/envoy.extensions.";
  private static final String FILTERS = "envoy.filters.http.";

  private static final List<String> MATCHES =
      List.of(
          "prefix: /",
          "prefix: /a",
          "prefix: /a/",
          "prefix: /a/b",
          "prefix: /c",
          "prefix: /b",
          "path: /a",
          "path: /a/b",
          "path: /",
          "path_separated_prefix: /a",
          "path_separated_prefix: /a/b",
          "safe_regex: {regex: \"/a.*\"}",
          "safe_regex: {regex: \"/[a-c]/\\\\d+\"}",
          "safe_regex: {regex: \"/(a|b)/?\"}",
          "safe_regex: {regex: \"(?i)/A/B\"}",
          "prefix: /A, case_sensitive: false",
          "path: /A/B, case_sensitive: false",
          "path_separated_prefix: /A, case_sensitive: false");
  private static final List<String> STRINGS =
      List.of(
          "exact: one",
          "prefix: o",
          "suffix: e",
          "contains: n",
          "safe_regex: {regex: \"o.?e\"}",
          "exact: ONE, ignore_case: true",
          "prefix: O, ignore_case: true",
          "contains: N, ignore_case: true",
          "exact: \"\"",
          "exact: \"one,two\"");
  private static final List<String> EXTRAS =
      List.of(
          "runtime_fraction: {default_value: {numerator: 0}}",
          "runtime_fraction: {default_value: {numerator: 100}}",
          "grpc: {}",
          "headers: [{name: \":method\", string_match: {exact: GET}}]",
          "headers: [{name: \":path\", string_match: {prefix: /a}}]",
          "headers: [{name: \":authority\", string_match: {contains: exam}}]",
          "headers: [{name: x-n, range_match: {start: 1, end: 10}}]",
          "headers: [{name: x-n, range_match: {start: -5, end: 0}}]",
          "headers: [{name: x-n, present_match: true}]",
          "headers: [{name: x-n, present_match: false}]",
          "headers: [{name: x-n}]",
          "headers: [{name: x-n, present_match: true, invert_match: true}]",
          "query_parameters: [{name: x, string_match: {exact: \"1\"}}]",
          "query_parameters: [{name: x, present_match: true}]",
          "query_parameters: [{name: x, present_match: false}]",
          "query_parameters: [{name: x}]",
          "query_parameters: [{name: n, string_match: {safe_regex: {regex: \"\\\\d\"}}}, {name:"
              + " y}]");
  private static final List<String> REWRITES =
      List.of(
          "prefix_rewrite: /",
          "prefix_rewrite: /new",
          "prefix_rewrite: /new/",
          "prefix_rewrite: \"/q?z=1\"",
          "regex_rewrite: {pattern: {regex: \"/(.)\"}, substitution: '/\\1-\\0'}",
          "regex_rewrite: {pattern: {regex: \"^/a\"}, substitution: /z}");
  private static final List<String> HOST_REWRITES =
      List.of(
          "host_rewrite_literal: new.host",
          "host_rewrite_header: x-host",
          "host_rewrite_path_regex: {pattern: {regex: \"^/([^/?]+).*$\"}, substitution: '\\1.h'}",
          "host_rewrite_literal: new.host, append_x_forwarded_host: true",
          "host_rewrite_header: x-host, append_x_forwarded_host: true");
  private static final List<String> ROUTE_OPTIONS =
      List.of(
          "timeout: 0s",
          "timeout: 3s",
          "idle_timeout: 5s",
          "timeout: 2.5s",
          "retry_policy: {retry_on: 5xx, num_retries: 2}",
          "retry_policy: {retry_on: \"retriable-status-codes\", retriable_status_codes: [404]}",
          "max_stream_duration: {grpc_timeout_header_max: 2s}",
          "priority: HIGH",
          "include_vh_rate_limits: true",
          "cluster_not_found_response_code: NOT_FOUND");
  private static final List<String> HASHES =
      List.of(
          "{header: {header_name: x-user}}",
          "{header: {header_name: x-n}, terminal: true}",
          "{header: {header_name: x-user, regex_rewrite: {pattern: {regex: \"n.*\"}, substitution:"
              + " m}}}",
          "{cookie: {name: h}}",
          "{cookie: {name: g}, terminal: true}",
          "{query_parameter: {name: x}, terminal: true}",
          "{connection_properties: {source_ip: true}}");
  private static final List<String> ACTIONS =
      List.of(
          "APPEND_IF_EXISTS_OR_ADD",
          "ADD_IF_ABSENT",
          "OVERWRITE_IF_EXISTS_OR_ADD",
          "OVERWRITE_IF_EXISTS");
  private static final List<String> NAMES =
      List.of("x-user", "x-n", "x-new", "x-up", "x-two", "x-cluster");
  private static final List<String> REDIRECTS =
      List.of(
          "https_redirect: true",
          "scheme_redirect: ftp",
          "host_redirect: r.com",
          "port_redirect: 8443",
          "path_redirect: /p",
          "path_redirect: \"/p?q=2\"",
          "prefix_rewrite: /pr",
          "strip_query: true",
          "response_code: FOUND",
          "response_code: PERMANENT_REDIRECT",
          "host_redirect: \"r.com:81\"",
          "regex_rewrite: {pattern: {regex: \"/a\"}, substitution: /q}");

  private final Dice dice;
  private int made;

  RandomRoutes(long seed) {
    this.dice = new Dice(seed);
  }

  Table table(Map<String, String> words) {
    String text = configuration();
    Table read = Table.of("generated routes", text, words);
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      cases.add(request(words));
    }
    return new Table(read.name(), read.about(), read.tree(), cases);
  }

  private Case request(Map<String, String> words) {
    List<String> headers = new ArrayList<>();
    headers.add("host: " + dice.of(RouteWords.HOSTS));
    for (String header : dice.some(RouteWords.HEADERS, 4)) {
      if (header.startsWith("content-type") && headers.toString().contains("content-type")) {
        continue;
      }
      String filled = header;
      for (Map.Entry<String, String> word : words.entrySet()) {
        filled = filled.replace("${" + word.getKey() + "}", word.getValue());
      }
      headers.add(filled);
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("rule", "generated");
    String method = dice.of("GET", "GET", "GET", "GET", "POST", "HEAD", "OPTIONS", "DELETE");
    row.put("send", method + " " + dice.of(RouteWords.PATHS));
    row.put("headers", headers);
    if (method.equals("POST")) {
      row.put("body", "hello");
    }
    return Case.of(row);
  }

  private String configuration() {
    StringBuilder text = new StringBuilder("about: generated\nfilters:\n");
    filters(text);
    text.append("route_config:\n  name: routes\n");
    edits(text, "  ");
    if (dice.once(4)) {
      text.append("  most_specific_header_mutations_wins: true\n");
    }
    if (dice.once(4)) {
      text.append("  ignore_path_parameters_in_path_matching: true\n");
    }
    if (dice.once(6)) {
      text.append("  ignore_port_in_host_matching: true\n");
    }
    text.append("  virtual_hosts:\n");
    List<String> domains =
        new ArrayList<>(dice.some(RouteWords.DOMAINS, RouteWords.DOMAINS.size()));
    if (!dice.once(5)) {
      domains.add("\"*\"");
    }
    int hosts = 1 + dice.below(3);
    for (int i = 0; i < hosts; i++) {
      List<String> mine = new ArrayList<>();
      for (int j = i; j < domains.size(); j += hosts) {
        mine.add(domains.get(j));
      }
      if (!mine.isEmpty()) {
        host(text, i, mine);
      }
    }
    text.append("clusters:\n");
    text.append("  - {name: web, endpoints: [a]}\n");
    text.append("  - {name: hashed, lb_policy: RING_HASH, endpoints: [a, b, c]}\n");
    text.append("  - {name: maglev, lb_policy: MAGLEV, endpoints: [b, c, d]}\n");
    text.append("  - {name: none, endpoints: []}\n");
    return text.toString();
  }

  private void filters(StringBuilder text) {
    filter(text, "stateful_session", "stateful_session.v3.StatefulSession", session(false));
    filter(text, "cors", "cors.v3.Cors", "");
    filter(text, "rbac", "rbac.v3.RBAC", "");
    filter(text, "fault", "fault.v3.HTTPFault", "");
    filter(text, "header_mutation", "header_mutation.v3.HeaderMutation", "");
  }

  private static void filter(StringBuilder text, String name, String type, String fields) {
    text.append("  - {name: %s%s, typed_config: %s}\n".formatted(FILTERS, name, any(type, fields)));
  }

  private static String any(String type, String fields) {
    return "{\"@type\": "
        + TYPE
        + "filters.http."
        + type
        + (fields.isEmpty() ? "" : ", ")
        + fields
        + "}";
  }

  private String session(boolean strictly) {
    String state =
        dice.once(2)
            ? "{name: envoy.http.stateful_session.header, typed_config: {\"@type\": "
                + TYPE
                + "http.stateful_session.header.v3.HeaderBasedSessionState, name: x-session}}"
            : "{name: envoy.http.stateful_session.cookie, typed_config: {\"@type\": "
                + TYPE
                + "http.stateful_session.cookie.v3.CookieBasedSessionState, cookie: {name: sess"
                + dice.of("", ", path: /a", ", path: /a/", ", path: /")
                + dice.of("", ", ttl: 120s", ", ttl: 0s")
                + "}}}";
    return "session_state: " + state + (strictly && dice.once(2) ? ", strict: true" : "");
  }

  private void edits(StringBuilder text, String indent) {
    for (String side : List.of("request", "response")) {
      if (dice.once(2)) {
        text.append(indent).append(side).append("_headers_to_add:\n");
        for (String name : dice.some(NAMES, 3)) {
          text.append(indent)
              .append(
                  "  - {header: {key: %s, value: %s}".formatted(name, dice.of(RouteWords.VALUES)))
              .append(dice.once(2) ? ", append_action: " + dice.of(ACTIONS) : "")
              .append(dice.once(5) ? ", keep_empty_value: true" : "")
              .append("}\n");
        }
      }
      if (dice.once(3)) {
        text.append(indent).append(side).append("_headers_to_remove: ");
        text.append(dice.some(NAMES, 2)).append('\n');
      }
    }
  }

  private void host(StringBuilder text, int number, List<String> domains) {
    text.append("    - name: host%d\n      domains: %s\n".formatted(number, domains));
    edits(text, "      ");
    if (dice.once(6)) {
      text.append("      require_tls: ").append(dice.of("ALL", "EXTERNAL_ONLY")).append('\n');
    }
    if (dice.once(3)) {
      text.append("      include_request_attempt_count: true\n");
    }
    if (dice.once(3)) {
      text.append("      include_attempt_count_in_response: true\n");
    }
    if (dice.once(3)) {
      text.append("      retry_policy: {retry_on: gateway-error, num_retries: 1}\n");
    }
    perFilter(text, "      ");
    text.append("      routes:\n");
    for (int i = 0; i < 1 + dice.below(ROUTES); i++) {
      route(text);
    }
  }

  private void route(StringBuilder text) {
    StringBuilder match = new StringBuilder(dice.of(MATCHES));
    if (dice.once(3)) {
      match.append(", ").append(dice.of(EXTRAS));
    } else if (dice.once(2)) {
      match
          .append(", headers: [{name: x-user, string_match: {")
          .append(dice.of(STRINGS))
          .append('}')
          .append(dice.once(4) ? ", invert_match: true" : "")
          .append(dice.once(4) ? ", treat_missing_header_as_empty: true" : "")
          .append("}]");
    }
    text.append("        - name: r%d\n          match: {%s}\n".formatted(made++, match));
    switch (dice.below(8)) {
      case 0 -> redirect(text);
      case 1 -> direct(text);
      default -> forward(text);
    }
    edits(text, "          ");
    perFilter(text, "          ");
  }

  private void redirect(StringBuilder text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String option : dice.some(REDIRECTS, 4)) {
      String name = option.substring(0, option.indexOf(':'));
      fields.put(oneof(name), option);
    }
    text.append("          redirect: {").append(String.join(", ", fields.values())).append("}\n");
  }

  private static String oneof(String name) {
    return switch (name) {
      case "https_redirect", "scheme_redirect" -> "scheme";
      case "path_redirect", "prefix_rewrite", "regex_rewrite" -> "path";
      default -> name;
    };
  }

  private void direct(StringBuilder text) {
    text.append("          direct_response: {status: ")
        .append(dice.of("200", "201", "404", "503", "301", "418"))
        .append(dice.once(2) ? ", body: {inline_string: \"some text\"}" : "")
        .append("}\n");
  }

  private void forward(StringBuilder text) {
    List<String> fields = new ArrayList<>();
    switch (dice.below(6)) {
      case 0 -> fields.add("cluster_header: x-cluster");
      case 1 ->
          fields.add("weighted_clusters: {clusters: [" + weighted(0) + ", " + weighted(1) + "]}");
      default -> fields.add("cluster: " + dice.of("web", "hashed", "maglev", "web", "none"));
    }
    if (dice.once(3)) {
      fields.add(dice.of(REWRITES));
    }
    if (dice.once(3)) {
      fields.add(dice.of(HOST_REWRITES));
    }
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : dice.some(ROUTE_OPTIONS, 3)) {
      options.put(option.substring(0, option.indexOf(':')), option);
    }
    fields.addAll(options.values());
    List<String> hashes = new ArrayList<>(dice.some(HASHES, 3));
    hashes.add("{header: {header_name: \":path\"}}");
    fields.add("hash_policy: [" + String.join(", ", hashes) + "]");
    text.append("          route: {").append(String.join(", ", fields)).append("}\n");
  }

  private String weighted(int weight) {
    return "{name: "
        + dice.of("web", "hashed")
        + ", weight: "
        + weight
        + (dice.once(2)
            ? ", request_headers_to_add: [{header: {key: x-user, value: weighted}}]"
            : "")
        + (dice.once(2) ? ", response_headers_to_remove: [x-up]" : "")
        + "}";
  }

  private void perFilter(StringBuilder text, String indent) {
    List<String> configs = dice.some(perFilters(), 2);
    Map<String, String> byName = new LinkedHashMap<>();
    for (String each : configs) {
      byName.put(each.substring(0, each.indexOf(':')), each);
    }
    if (!byName.isEmpty() && dice.once(2)) {
      text.append(indent).append("typed_per_filter_config:\n");
      byName
          .values()
          .forEach(e -> text.append(indent).append("  " + FILTERS).append(e).append('\n'));
    }
  }

  private List<String> perFilters() {
    String session = "stateful_session.v3.StatefulSessionPerRoute";
    String permission =
        dice.of(
            "any: true",
            "header: {name: x-user, string_match: {exact: one}}",
            "url_path: {path: {prefix: /a}}",
            "not_rule: {header: {name: \":method\", string_match: {exact: GET}}}",
            "or_rules: {rules: [{header: {name: x-n, present_match: true}}, {url_path: {path:"
                + " {exact: /a/b}}}]}");
    String principal =
        dice.of(
            "any: true",
            "remote_ip: {address_prefix: 127.0.0.0, prefix_len: 8}",
            "not_id: {header: {name: x-n, string_match: {prefix: \"5\"}}}");
    return List.of(
        "stateful_session: " + any(session, "stateful_session: {" + session(true) + "}"),
        "stateful_session: " + any(session, "disabled: true"),
        "cors: "
            + any(
                "cors.v3.CorsPolicy",
                "allow_origin_string_match: [{prefix: \"http://one\"}], allow_methods: \"GET,"
                    + " PUT\", max_age: \"60\""
                    + dice.of(
                        "",
                        ", allow_credentials: true",
                        ", expose_headers: x-up",
                        ", forward_not_matching_preflights: false")),
        "rbac: "
            + any(
                "rbac.v3.RBACPerRoute",
                "rbac: {rules: {action: "
                    + dice.of("ALLOW", "DENY")
                    + ", policies: {p: {permissions: [{"
                    + permission
                    + "}], principals: [{"
                    + principal
                    + "}]}}}"
                    + "}"),
        "fault: "
            + any(
                "fault.v3.HTTPFault",
                "abort: {http_status: 555, percentage: {numerator: "
                    + dice.of("0", "100")
                    + "}}"
                    + ", headers: [{name: x-n, present_match: true}]"),
        "header_mutation: "
            + any(
                "header_mutation.v3.HeaderMutationPerRoute",
                "mutations: {request_mutations: [{remove: x-n}, {append: {header: {key: x-new,"
                    + " value: "
                    + dice.of(RouteWords.VALUES)
                    + "}, append_action: "
                    + dice.of(ACTIONS)
                    + "}}], response_mutations: [{append: {header: {key: x-up, value: "
                    + dice.of(RouteWords.VALUES)
                    + "}, append_action: "
                    + dice.of(ACTIONS)
                    + "}}]}"));
  }
}
