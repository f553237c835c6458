package io.limpet.model.istio;

import io.limpet.model.OrderedMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Conditions that must all hold. What is null or empty was not written and is no condition; `port`
/// is 0 then.
public record HttpMatch(
    String name,
    @Nullable StringMatch uri,
    @Nullable StringMatch scheme,
    @Nullable StringMatch method,
    @Nullable StringMatch authority,
    Map<String, StringMatch> headers,
    Map<String, StringMatch> withoutHeaders,
    Map<String, StringMatch> queryParams,
    boolean ignoreUriCase,
    int port,
    List<String> gateways,
    Map<String, String> sourceLabels,
    String sourceNamespace,
    String statPrefix) {
  public HttpMatch {
    headers = OrderedMap.copyOf(headers);
    withoutHeaders = OrderedMap.copyOf(withoutHeaders);
    queryParams = OrderedMap.copyOf(queryParams);
    gateways = List.copyOf(gateways);
    sourceLabels = OrderedMap.copyOf(sourceLabels);
  }

  /// The same for other gateways.
  public HttpMatch with(List<String> otherGateways) {
    return new HttpMatch(
        name,
        uri,
        scheme,
        method,
        authority,
        headers,
        withoutHeaders,
        queryParams,
        ignoreUriCase,
        port,
        otherGateways,
        sourceLabels,
        sourceNamespace,
        statPrefix);
  }
}
