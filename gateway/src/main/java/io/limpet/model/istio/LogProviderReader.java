package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.ExtensionProvider.GrpcLog;
import io.limpet.model.istio.ExtensionProvider.OtelLog;
import java.util.List;
import java.util.Map;

/// Reads extension providers that access logs go to.
final class LogProviderReader {
  private LogProviderReader() {}

  static FileLog file(Fields log) {
    String path = log.text("path");
    FileLog format = log.part("logFormat", LogProviderReader::format);
    return new FileLog(
        path.isEmpty() ? FileLog.STDOUT : path,
        format == null ? "" : format.text(),
        format == null ? Map.of() : format.labels(),
        log.truth("omitEmptyValues"));
  }

  private static FileLog format(Fields format) {
    format.oneOf("text", "labels");
    return new FileLog("", format.text("text"), format.textMap("labels"), false);
  }

  static GrpcLog grpc(Fields log, boolean http) {
    return new GrpcLog(
        http,
        ExtensionProviderReader.backend(log),
        log.text("logName"),
        log.texts("filterStateObjectsToLog"),
        http ? log.texts("additionalRequestHeadersToLog") : List.of(),
        http ? log.texts("additionalResponseHeadersToLog") : List.of(),
        http ? log.texts("additionalResponseTrailersToLog") : List.of());
  }

  /// `text` and `labels` may stand beside each other here.
  static OtelLog otel(Fields log) {
    FileLog format =
        log.part(
            "logFormat", each -> new FileLog("", each.text("text"), each.textMap("labels"), false));
    return new OtelLog(
        ExtensionProviderReader.backend(log),
        log.text("logName"),
        format == null ? "" : format.text(),
        format == null ? Map.of() : format.labels());
  }
}
