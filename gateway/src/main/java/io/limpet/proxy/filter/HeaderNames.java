package io.limpet.proxy.filter;

import io.limpet.proxy.codec.HeaderName;

/// The headers that filters read or write, by name.
final class HeaderNames {
  static final HeaderName ATTEMPT_COUNT = HeaderName.of("x-envoy-attempt-count");
  static final HeaderName EARLY_DATA = HeaderName.of("early-data");
  static final HeaderName EXPECTED_TIMEOUT = HeaderName.of("x-envoy-expected-rq-timeout-ms");
  static final HeaderName FORCE_TRACE = HeaderName.of("x-envoy-force-trace");
  static final HeaderName EXTERNAL_ADDRESS = HeaderName.of("x-envoy-external-address");
  static final HeaderName FORWARDED_FOR = HeaderName.of("x-forwarded-for");
  static final HeaderName FORWARDED_HOST = HeaderName.of("x-forwarded-host");
  static final HeaderName FORWARDED_PROTO = HeaderName.of("x-forwarded-proto");
  static final HeaderName GRPC_STATUS = HeaderName.of("grpc-status");
  static final HeaderName IMMEDIATE_FAILURE = HeaderName.of("x-envoy-immediate-health-check-fail");
  static final HeaderName INTERNAL = HeaderName.of("x-envoy-internal");
  static final HeaderName LOCATION = HeaderName.of("location");
  static final HeaderName ORIGINAL_HOST = HeaderName.of("x-envoy-original-host");
  static final HeaderName ORIGINAL_PATH = HeaderName.of("x-envoy-original-path");
  static final HeaderName OVERLOADED = HeaderName.of("x-envoy-overloaded");
  static final HeaderName RATE_LIMITED = HeaderName.of("x-envoy-ratelimited");
  static final HeaderName DECORATOR_OPERATION = HeaderName.of("x-envoy-decorator-operation");
  static final HeaderName REQUEST_ID = HeaderName.of("x-request-id");
  static final HeaderName SERVICE_TIME = HeaderName.of("x-envoy-upstream-service-time");
  static final HeaderName SET_COOKIE = HeaderName.of("set-cookie");

  static final HeaderName GRPC_TIMEOUT = HeaderName.of("grpc-timeout");
  static final HeaderName TIMEOUT_RETRY = HeaderName.of("x-envoy-is-timeout-retry");

  private HeaderNames() {}
}
