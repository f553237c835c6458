package io.limpet.proxy.head;

import org.jspecify.annotations.Nullable;

/// What gRPC says in headers (Envoy: source/common/grpc/common.cc).
public final class GrpcHeaders {
  private static final String TYPE = "application/grpc";
  private static final long MOST = 99_999_999;

  private GrpcHeaders() {}

  /// Whether a `content-type` is gRPC's: `application/grpc` alone, or with a format behind `+`, and
  /// not with a parameter behind `;` (hasGrpcContentType).
  public static boolean isContentType(@Nullable String type) {
    return type != null
        && type.startsWith(TYPE)
        && (type.length() == TYPE.length() || type.charAt(TYPE.length()) == '+');
  }

  /// A `grpc-timeout`, in the smallest unit that it has digits for (toGrpcTimeout).
  public static String timeout(long millis) {
    long seconds = millis / 1_000;
    long minutes = seconds / 60;
    if (millis <= MOST) {
      return millis + "m";
    }
    if (seconds <= MOST) {
      return seconds + "S";
    }
    return minutes <= MOST ? minutes + "M" : Math.min(minutes / 60, MOST) + "H";
  }
}
