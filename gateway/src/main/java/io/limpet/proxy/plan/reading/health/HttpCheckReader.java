package io.limpet.proxy.plan.reading.health;

import io.envoyproxy.envoy.config.core.v3.HealthCheck.HttpHealthCheck;
import io.envoyproxy.envoy.config.core.v3.RequestMethod;
import io.envoyproxy.envoy.type.v3.Int64Range;
import io.limpet.proxy.plan.Connections;
import io.limpet.proxy.plan.HealthCheckPlan.Header;
import io.limpet.proxy.plan.HealthCheckPlan.OverHttp2;
import io.limpet.proxy.plan.HealthCheckPlan.Question;
import io.limpet.proxy.plan.HealthCheckPlan.Statuses;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `http_health_check`: the request, and the statuses and bodies that are good.
final class HttpCheckReader {
  private static final int DEFAULT_BODY_BYTES = 1024;
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

  static Question read(HttpHealthCheck http, boolean reuse, Connections connections, Place place) {
    place.onlyKnows(http, KNOWN);
    if (http.getPath().isEmpty()) {
      throw place
          .at("path")
          .refused("is missing; give the path that tells health, such as /healthz");
    }
    @Nullable OverHttp2 http2 = http2(http, connections, place);
    return new Question.Http(
        method(http, place),
        http.getPath(),
        headers(http, http2 == null, place),
        expected(http, place),
        statuses(http.getRetriableStatusesList(), place, "retriable"),
        PayloadReader.all(http.getReceiveList(), "receive", place),
        bodyBytes(http),
        reuse,
        http2);
  }

  /// The version is the check's own, whatever requests are sent in.
  private static @Nullable OverHttp2 http2(
      HttpHealthCheck http, Connections connections, Place place) {
    return switch (http.getCodecClientType()) {
      case HTTP1 -> null;
      case HTTP2 -> new OverHttp2(connections.http2(), connections.heads());
      case HTTP3, UNRECOGNIZED ->
          throw place
              .at("codec_client_type")
              .refused("only HTTP1 and HTTP2 are spoken to endpoints; use one of these");
    };
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

  /// HTTP/2 says by itself that there is no body.
  private static List<Header> headers(HttpHealthCheck http, boolean tellsLength, Place place) {
    List<Header> headers = new ArrayList<>();
    headers.add(CheckHeaders.AGENT);
    CheckHeaders.add(headers, http.getRequestHeadersToAddList(), place, "request_headers_to_add");
    for (String name : http.getRequestHeadersToRemoveList()) {
      headers.removeIf(header -> header.name().equalsIgnoreCase(name));
    }
    if (tellsLength && hasBody(http.getMethod())) {
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
}
