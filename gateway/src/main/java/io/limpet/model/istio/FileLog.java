package io.limpet.model.istio;

import io.limpet.model.OrderedMap;
import java.util.Map;

/// A file that requests are logged to: an extension provider `envoyFileAccessLog`. The line is made
/// of `text`, or of `labels` as JSON; where both are empty it is Istio's own.
public record FileLog(
    String path, String text, Map<String, String> labels, boolean omitsEmptyValues)
    implements ExtensionProvider.Description {
  static final String STDOUT = "/dev/stdout";

  public FileLog {
    labels = OrderedMap.copyOf(labels);
  }
}
