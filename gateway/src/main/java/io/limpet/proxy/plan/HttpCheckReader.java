package io.limpet.proxy.plan;

import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HealthCheck.HttpHealthCheck;
import io.envoyproxy.envoy.config.core.v3.RequestMethod;
import io.envoyproxy.envoy.type.v3.CodecClientType;
import io.envoyproxy.envoy.type.v3.Int64Range;
import io.limpet.proxy.plan.HealthCheckPlan.Header;
import io.limpet.proxy.plan.HealthCheckPlan.Question;
import io.limpet.proxy.plan.HealthCheckPlan.Statuses;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// `http_health_check`: the request, and the statuses and bodies that are good.
final class HttpCheckReader {
  private static final int DEFAULT_BODY_BYTES = 1024;
  private static final String AGENT = "Envoy/HC";
  private static final Set<String> KNOWN =
      Set.of(
          "host", // HealthReader gives it to endpoints without one of their own
          "path",
          "method",
          "receive",
          "response_buffer_size",
          "request_headers_to_add",
          "request_headers_to_remove",
          "expected_statuses",
          "retriable_statuses",
          "codec_client_type");

  private HttpCheckReader() {}

  static Question read(HttpHealthCheck http, boolean reuse, Place place) {
    place.onlyKnows(http, KNOWN);
    if (http.getPath().isEmpty()) {
      throw place
          .at("path")
          .refused("is missing; give the path that tells health, such as /healthz");
    }
    if (http.getCodecClientType() != CodecClientType.HTTP1) {
      throw place
          .at("codec_client_type")
          .refused("only HTTP1 is spoken to endpoints; leave it out");
    }
    return new Question.Http(
        method(http, place),
        http.getPath(),
        headers(http, place),
        expected(http, place),
        statuses(http.getRetriableStatusesList(), place, "retriable"),
        PayloadReader.all(http.getReceiveList(), "receive", place),
        bodyBytes(http),
        reuse);
  }

  private static String method(HttpHealthCheck http, Place place) {
    return switch (http.getMethod()) {
      case METHOD_UNSPECIFIED -> "GET";
      case CONNECT, UNRECOGNIZED ->
          throw place.at("method").refused("must be another than CONNECT");
      case GET, HEAD, POST, PUT, DELETE, OPTIONS, TRACE, PATCH -> http.getMethod().name();
    };
  }

  private static int bodyBytes(HttpHealthCheck http) {
    if (!http.hasResponseBufferSize()) {
      return DEFAULT_BODY_BYTES;
    }
    long size = http.getResponseBufferSize().getValue();
    return size <= 0 || size > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) size;
  }

  /// Nothing said means 200.
  private static List<Statuses> expected(HttpHealthCheck http, Place place) {
    return http.getExpectedStatusesCount() == 0
        ? List.of(new Statuses(200, 201))
        : statuses(http.getExpectedStatusesList(), place, "expected");
  }

  private static List<Statuses> statuses(List<Int64Range> ranges, Place place, String which) {
    List<Statuses> all = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      long first = ranges.get(i).getStart();
      long end = ranges.get(i).getEnd();
      if (first < 100 || end > 600 || first >= end) {
        throw place
            .at(which + "_statuses", i)
            .refused(
                first + " to before " + end + " is no range; begin at 100, end at 600 or before");
      }
      all.add(new Statuses(first, end));
    }
    return all;
  }

  private static List<Header> headers(HttpHealthCheck http, Place place) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("user-agent", AGENT));
    for (int i = 0; i < http.getRequestHeadersToAddCount(); i++) {
      add(headers, http.getRequestHeadersToAdd(i), place.at("request_headers_to_add", i));
    }
    for (String name : http.getRequestHeadersToRemoveList()) {
      headers.removeIf(header -> header.name().equalsIgnoreCase(name));
    }
    if (hasBody(http.getMethod())) {
      headers.add(new Header("content-length", "0"));
    }
    return headers;
  }

  private static boolean hasBody(RequestMethod method) {
    return switch (method) {
      case POST, PUT, PATCH, OPTIONS -> true;
      case METHOD_UNSPECIFIED, GET, HEAD, DELETE, TRACE, CONNECT, UNRECOGNIZED -> false;
    };
  }

  private static void add(List<Header> headers, HeaderValueOption option, Place place) {
    String name = option.getHeader().getKey().toLowerCase(Locale.ROOT);
    String value = option.getHeader().getValue();
    if (name.isEmpty() || name.startsWith(":") || name.equals("host")) {
      throw place.refused("\"" + name + "\" may not be added; the host is said by `host`");
    }
    if (value.replace("%%", "").indexOf('%') >= 0) {
      place.ignored("substitutions such as " + value + " are not carried out; nothing is added");
      return;
    }
    if (replaces(option)) {
      headers.removeIf(header -> header.name().equals(name));
    }
    append(headers, new Header(name, value.replace("%%", "%")));
  }

  @SuppressWarnings("deprecation") // `append` is still sent by control planes
  private static boolean replaces(HeaderValueOption option) {
    if (option.hasAppend()) {
      return !option.getAppend().getValue();
    }
    return switch (option.getAppendAction()) {
      case OVERWRITE_IF_EXISTS_OR_ADD, OVERWRITE_IF_EXISTS -> true;
      case APPEND_IF_EXISTS_OR_ADD, ADD_IF_ABSENT, UNRECOGNIZED -> false;
    };
  }

  /// Envoy holds `user-agent` in one line whatever is added (1.40, measured).
  private static void append(List<Header> headers, Header header) {
    for (int i = 0; i < headers.size(); i++) {
      Header before = headers.get(i);
      if (header.name().equals("user-agent") && before.name().equals("user-agent")) {
        headers.set(i, new Header("user-agent", before.value() + "," + header.value()));
        return;
      }
    }
    headers.add(header);
  }
}
