package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.TrafficPolicy.OutlierDetection;
import io.limpet.model.tree.Value;
import java.util.ArrayList;
import java.util.List;

/// Reads when an endpoint is ejected.
final class OutlierDetectionReader {
  private OutlierDetectionReader() {}

  static OutlierDetection read(Fields detection) {
    detection.notCarriedOut("consecutiveErrors");
    OutlierDetection read =
        new OutlierDetection(
            detection.truth("splitExternalLocalOriginErrors"),
            detection.optionalCount("consecutiveLocalOriginFailures"),
            detection.optionalCount("consecutiveGatewayErrors"),
            detection.optionalCount("consecutive5xxErrors"),
            MillisecondDurations.read(detection, "interval"),
            MillisecondDurations.read(detection, "baseEjectionTime"),
            percent(detection, "maxEjectionPercent"),
            percent(detection, "minHealthPercent"),
            statuses(detection));
    Long failures = read.consecutiveLocalOriginFailures();
    if (!read.splitExternalLocalOriginErrors() && failures != null && failures > 0) {
      Webhook.refuses(
          detection,
          "consecutiveLocalOriginFailures",
          "counts nothing without splitExternalLocalOriginErrors: true; write that too");
    }
    return read;
  }

  private static int percent(Fields detection, String key) {
    int percent = detection.number(key, 0, Integer.MAX_VALUE, 0);
    if (percent > 100) {
      Webhook.refuses(detection, key, percent + " is out of range; write a number from 0 to 100");
    }
    return percent;
  }

  private static List<Integer> statuses(Fields detection) {
    List<Integer> statuses = new ArrayList<>();
    if (detection.take("outlierDetectionHttpErrorCodes") instanceof Value.Sequence written) {
      for (Value item : written.items()) {
        if (item instanceof Value.Whole whole && whole.value() >= 100 && whole.value() <= 599) {
          statuses.add((int) whole.value());
        } else {
          detection.refuse(
              "outlierDetectionHttpErrorCodes",
              "wrong-type",
              "needs statuses from 100 to 599; correct the one in line " + item.line());
        }
      }
    }
    return statuses;
  }
}
