package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.HttpRoute.Abort;
import io.limpet.model.istio.HttpRoute.AbortStatus;
import io.limpet.model.istio.HttpRoute.Delay;
import io.limpet.model.istio.HttpRoute.Fault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads failures made on purpose.
final class FaultReader {
  private FaultReader() {}

  static Fault read(Fields fault) {
    return new Fault(
        fault.block("delay", FaultReader::delay), fault.block("abort", FaultReader::abort));
  }

  private static @Nullable Delay delay(Fields delay) {
    delay.notCarriedOut("exponentialDelay");
    Percent share = share(delay);
    Duration fixed = delay.duration("fixedDelay");
    if (fixed == null && delay.sound()) {
      delay.refuse("fixedDelay", "missing-field", "is missing; write a duration such as 2s");
    }
    return fixed == null ? null : new Delay(fixed, share);
  }

  private static Abort abort(Fields abort) {
    abort.oneOf("httpStatus", "grpcStatus");
    abort.notCarriedOut("http2Error");
    Percent share = abort.part("percentage", PercentReader::exact);
    if (abort.has("grpcStatus")) {
      return new Abort(new AbortStatus.Grpc(abort.text("grpcStatus")), share);
    }
    if (!abort.has("httpStatus")) {
      abort.refuse("httpStatus", "missing-field", "is missing; write a number from 200 to 599");
    }
    return new Abort(new AbortStatus.Http(abort.number("httpStatus", 200, 599, 0)), share);
  }

  /// `percent` is the deprecated form.
  private static @Nullable Percent share(Fields fault) {
    Percent share = fault.part("percentage", PercentReader::exact);
    Percent whole = PercentReader.whole(fault, "percent");
    return share == null ? whole : share;
  }
}
