package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.HttpRoute.Abort;
import io.limpet.model.istio.HttpRoute.AbortStatus;
import io.limpet.model.istio.HttpRoute.Delay;
import io.limpet.model.istio.HttpRoute.Fault;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads failures made on purpose, as Istio's webhook takes them (`validateHTTPFaultInjection` in
/// its `pkg/config/validation`).
final class FaultReader {
  /// The names of gRPC's codes (https://grpc.github.io/grpc/core/md_doc_statuscodes.html).
  private static final Set<String> GRPC_STATUSES =
      Set.of(
          "OK",
          "CANCELLED",
          "UNKNOWN",
          "INVALID_ARGUMENT",
          "DEADLINE_EXCEEDED",
          "NOT_FOUND",
          "ALREADY_EXISTS",
          "PERMISSION_DENIED",
          "RESOURCE_EXHAUSTED",
          "FAILED_PRECONDITION",
          "ABORTED",
          "OUT_OF_RANGE",
          "UNIMPLEMENTED",
          "INTERNAL",
          "UNAVAILABLE",
          "DATA_LOSS",
          "UNAUTHENTICATED");

  private FaultReader() {}

  static Fault read(Fields fault) {
    if (!fault.has("delay") && !fault.has("abort")) {
      Webhook.refuses(fault, "delay", "is missing; write delay or abort");
    }
    return new Fault(
        fault.block("delay", FaultReader::delay), fault.block("abort", FaultReader::abort));
  }

  private static @Nullable Delay delay(Fields delay) {
    Percent share = share(delay);
    delay.oneOf("fixedDelay", "exponentialDelay");
    if (delay.has("exponentialDelay")) {
      delay.refuse("exponentialDelay", Webhook.CODE, "is not supported by Istio; write fixedDelay");
    }
    Duration fixed = MillisecondDurations.read(delay, "fixedDelay");
    if (fixed == null && delay.sound()) {
      delay.warn("fixedDelay", "missing-field", "is missing, so nothing is delayed; write it");
    }
    noShare(delay, share, delay.has("percent"));
    return fixed == null ? null : new Delay(fixed, share);
  }

  private static @Nullable Abort abort(Fields abort) {
    abort.oneOf("httpStatus", "grpcStatus", "http2Error");
    Percent share = abort.part("percentage", PercentReader::ofFault);
    if (abort.has("http2Error")) {
      abort.refuse("http2Error", Webhook.CODE, "is not supported by Istio; write httpStatus");
    }
    noShare(abort, share, false);
    if (abort.has("grpcStatus")) {
      return new Abort(new AbortStatus.Grpc(grpcStatus(abort)), share);
    }
    if (!abort.has("httpStatus")) {
      if (abort.sound()) {
        abort.warn("httpStatus", "missing-field", "is missing, so nothing is aborted; write it");
      }
      return null;
    }
    return new Abort(
        new AbortStatus.Http(LooseNumbers.required(abort, "httpStatus", 200, 599)), share);
  }

  private static String grpcStatus(Fields abort) {
    String status = abort.text("grpcStatus");
    if (!GRPC_STATUSES.contains(status)) {
      abort.refuse(
          "grpcStatus",
          Webhook.CODE,
          "\"" + status + "\" is no status of gRPC; write one such as UNAVAILABLE");
    }
    return status;
  }

  private static void noShare(Fields fault, @Nullable Percent share, boolean written) {
    if (share == null && !written && fault.sound()) {
      fault.warn(
          "percentage", "no-effect", "is missing, so this happens to no request; write a value");
    }
  }

  /// `percent` is the deprecated form.
  private static @Nullable Percent share(Fields fault) {
    Percent share = fault.part("percentage", PercentReader::ofFault);
    Percent whole = PercentReader.whole(fault, "percent");
    return share == null ? whole : share;
  }
}
