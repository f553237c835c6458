package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.ExtensionProvider.Authorizer;
import io.limpet.model.istio.ExtensionProvider.Backend;
import io.limpet.model.istio.ExtensionProvider.Body;
import io.limpet.model.istio.ExtensionProvider.Broken;
import io.limpet.model.istio.ExtensionProvider.Description;
import io.limpet.model.istio.ExtensionProvider.ExtAuthzGrpc;
import io.limpet.model.istio.ExtensionProvider.ExtAuthzHttp;
import io.limpet.model.istio.ExtensionProvider.NotCarriedOut;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads extension providers. What must be right is `buildExtAuthzHTTP` and the like in Istio's
/// `pilot/pkg/security/authz/builder/extauthz.go`; one that is wrong is kept as such, since
/// policies that name it close.
final class ExtensionProviderReader {
  /// Statuses that Envoy has no name for (`type/v3/http_status.proto`).
  private static final Set<Integer> NOT_OF_ENVOY = Set.of(101, 102, 103, 418, 425, 451);

  private ExtensionProviderReader() {}

  /// A provider has its name, and one more field that says what it is.
  static @Nullable ExtensionProvider read(Fields provider) {
    String name = provider.requiredText("name");
    List<String> kinds = provider.keys().stream().filter(key -> !key.equals("name")).toList();
    provider.open();
    if (kinds.size() != 1) {
      provider.refuse(
          "name", "bad-provider", "needs one provider beside it, such as envoyExtAuthzHttp");
      return null;
    }
    String kind = kinds.getFirst();
    return new ExtensionProvider(
        name,
        kind,
        switch (kind) {
          case "envoyFileAccessLog" -> part(provider, kind, LogProviderReader::file);
          case "envoyExtAuthzHttp" -> part(provider, kind, ExtensionProviderReader::http);
          case "envoyExtAuthzGrpc" ->
              part(provider, kind, each -> new ExtAuthzGrpc(authorizer(each)));
          case "envoyHttpAls" -> part(provider, kind, each -> LogProviderReader.grpc(each, true));
          case "envoyTcpAls" -> part(provider, kind, each -> LogProviderReader.grpc(each, false));
          case "envoyOtelAls" -> part(provider, kind, LogProviderReader::otel);
          case "zipkin" -> part(provider, kind, TracingProviderReader::zipkin);
          case "datadog" -> part(provider, kind, TracingProviderReader::datadog);
          case "skywalking" -> part(provider, kind, TracingProviderReader::skywalking);
          case "opentelemetry" -> part(provider, kind, TracingProviderReader::openTelemetry);
          default -> new NotCarriedOut();
        });
  }

  private static Description part(
      Fields provider, String kind, Fields.Reader<? extends Description> reader) {
    Description read = provider.block(kind, reader::read);
    return read == null ? new Broken() : read;
  }

  /// `includeHeadersInCheck` is older, and counts where the newer one is not written.
  private static ExtAuthzHttp http(Fields http) {
    String prefix = http.text("pathPrefix");
    if (!prefix.isEmpty() && !prefix.startsWith("/")) {
      http.refuse("pathPrefix", "bad-path", "\"" + prefix + "\" must begin with /");
    }
    List<String> included = headers(http, "includeRequestHeadersInCheck");
    List<String> older = headers(http, "includeHeadersInCheck");
    return new ExtAuthzHttp(
        authorizer(http),
        prefix,
        included.isEmpty() ? older : included,
        http.textMap("includeAdditionalHeadersInCheck"),
        headers(http, "headersToUpstreamOnAllow"),
        headers(http, "headersToDownstreamOnDeny"),
        headers(http, "headersToDownstreamOnAllow"));
  }

  private static List<String> headers(Fields http, String key) {
    List<String> names = http.texts(key);
    if (names.contains("*")) {
      http.refuse(
          key, "bad-header", "\"*\" alone stands for no header; write the beginning or the end");
    }
    return names;
  }

  private static Authorizer authorizer(Fields provider) {
    return new Authorizer(
        backend(provider),
        provider.duration("timeout"),
        provider.truth("failOpen"),
        provider.truth("clearRouteCache"),
        status(provider),
        provider.part("includeRequestBodyInCheck", ExtensionProviderReader::body));
  }

  static Backend backend(Fields provider) {
    return new Backend(provider.requiredText("service"), provider.requiredPort("port"));
  }

  private static int status(Fields provider) {
    String written = provider.text("statusOnError");
    int status = HttpStatuses.parse(written);
    if (!written.isEmpty() && (status == 0 || NOT_OF_ENVOY.contains(status))) {
      provider.refuse(
          "statusOnError", "bad-status", "\"" + written + "\" is no status; write \"503\"");
    }
    return status;
  }

  private static Body body(Fields body) {
    return new Body(
        body.whole("maxRequestBytes", 0, 0xffff_ffffL, 0),
        body.truth("allowPartialMessage"),
        body.truth("packAsBytes"));
  }
}
