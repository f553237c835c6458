package io.limpet.proxy.plan.reading.protocol;

import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions.HeaderKeyFormat;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig;
import io.limpet.proxy.plan.Http1Plan;
import io.limpet.proxy.plan.Http1Plan.HeaderCase;
import io.limpet.proxy.plan.Http1Plan.Underscores;
import io.limpet.proxy.plan.Http1Plan.UpgradeTest;
import io.limpet.proxy.plan.match.TextTest;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.match.TextTestReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Options of HTTP/1, a listener's or a cluster's (core/v3/protocol.proto).
public final class Http1Reader {
  /// `send_fully_qualified_url` is for the side that sends requests, a cluster's.
  /// `use_balsa_parser` names a parser of Envoy's, not a behaviour.
  private static final Set<String> KNOWN =
      Set.of(
          "accept_http_10",
          "default_host_for_http_10",
          "allow_absolute_url",
          "allow_chunked_length",
          "enable_trailers",
          "header_key_format",
          "ignore_http_11_upgrade",
          "override_stream_error_on_invalid_http_message",
          "send_fully_qualified_url",
          "use_balsa_parser");

  private Http1Reader() {}

  public static Http1Plan read(HttpConnectionManager manager, Place place) {
    Place at = place.at("http_protocol_options");
    Http1ProtocolOptions options = manager.getHttpProtocolOptions();
    at.onlyKnows(options, KNOWN);
    return new Http1Plan(
        options.getAcceptHttp10(),
        options.getDefaultHostForHttp10(),
        options.getAllowChunkedLength(),
        !options.hasAllowAbsoluteUrl() || options.getAllowAbsoluteUrl().getValue(),
        options.getEnableTrailers(),
        keepOnError(manager, options),
        manager.getProxy100Continue(),
        underscores(manager),
        headerCase(options.getHeaderKeyFormat(), at.at("header_key_format")),
        ignoredUpgrades(options, at));
  }

  private static boolean keepOnError(HttpConnectionManager manager, Http1ProtocolOptions options) {
    return options.hasOverrideStreamErrorOnInvalidHttpMessage()
        ? options.getOverrideStreamErrorOnInvalidHttpMessage().getValue()
        : manager.getStreamErrorOnInvalidHttpMessage().getValue();
  }

  private static Underscores underscores(HttpConnectionManager manager) {
    return switch (manager.getCommonHttpProtocolOptions().getHeadersWithUnderscoresAction()) {
      case ALLOW, UNRECOGNIZED -> Underscores.ALLOW;
      case REJECT_REQUEST -> Underscores.REJECT;
      case DROP_HEADER -> Underscores.DROP;
    };
  }

  public static HeaderCase headerCase(HeaderKeyFormat format, Place place) {
    return switch (format.getHeaderFormatCase()) {
      case HEADERFORMAT_NOT_SET -> HeaderCase.LOWER;
      case PROPER_CASE_WORDS -> HeaderCase.PROPER;
      case STATEFUL_FORMATTER -> {
        var config = format.getStatefulFormatter().getTypedConfig();
        Place at = place.at("stateful_formatter").at("typed_config");
        if (!config.is(PreserveCaseFormatterConfig.class)) {
          throw at.refused(config.getTypeUrl() + " is not carried out; use preserve_case");
        }
        at.onlyKnows(at.unpack(config, PreserveCaseFormatterConfig.class), Set.of());
        yield HeaderCase.PRESERVED;
      }
    };
  }

  private static List<UpgradeTest> ignoredUpgrades(Http1ProtocolOptions options, Place place) {
    List<UpgradeTest> tests = new ArrayList<>();
    for (int i = 0; i < options.getIgnoreHttp11UpgradeCount(); i++) {
      Place at = place.at("ignore_http_11_upgrade", i);
      TextTest test = TextTestReader.read(options.getIgnoreHttp11Upgrade(i), at);
      tests.add(test::test);
    }
    return tests;
  }
}
