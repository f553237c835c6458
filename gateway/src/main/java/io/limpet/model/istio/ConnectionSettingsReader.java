package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.ConnectionSettings.Buffers;
import io.limpet.model.istio.ConnectionSettings.EscapedSlashes;
import io.limpet.model.istio.ConnectionSettings.Http2;
import io.limpet.model.istio.ConnectionSettings.Normalizing;
import io.limpet.model.istio.ConnectionSettings.Profile;
import io.limpet.model.istio.ConnectionSettings.Times;
import io.limpet.model.istio.ConnectionSettings.Underscores;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads `connectionSettings` of a proxy's configuration.
final class ConnectionSettingsReader {
  private static final String UNDERSCORES = "HEADERS_WITH_UNDERSCORES_";

  private static final Map<String, Profile> PROFILES =
      Map.of("EDGE", Profile.EDGE, "SIDECAR", Profile.SIDECAR);

  private static final Map<String, Underscores> UNDERSCORE_WORDS =
      Fields.words(Underscores.values(), each -> UNDERSCORES + each);

  private static final Map<String, EscapedSlashes> SLASH_WORDS =
      Fields.words(EscapedSlashes.values(), EscapedSlashes::name);

  private ConnectionSettingsReader() {}

  static ConnectionSettings read(Fields settings) {
    settings.notCarriedOut("globalDownstreamConnectionLimit");
    return new ConnectionSettings(
        settings.word("profile", PROFILES, Profile.UNSPECIFIED),
        new Buffers(
            settings.optionalCount("listenerPerConnectionBufferLimitBytes"),
            settings.optionalCount("clusterPerConnectionBufferLimitBytes")),
        times(settings),
        new Http2(
            settings.optionalCount("httpMaxConcurrentStreams"),
            settings.optionalCount("http2InitialStreamWindowSize"),
            settings.optionalCount("http2InitialConnectionWindowSize")),
        new Normalizing(
            word(settings, "httpHeadersWithUnderscoresAction", UNDERSCORE_WORDS),
            settings.optionalTruth("httpMergeSlashes"),
            word(settings, "httpPathWithEscapedSlashesAction", SLASH_WORDS)));
  }

  private static Times times(Fields settings) {
    return new Times(
        settings.duration("httpIdleTimeout"),
        settings.duration("httpMaxConnectionDuration"),
        settings.duration("httpMaxStreamDuration"),
        settings.duration("httpStreamIdleTimeout"),
        settings.duration("httpRequestTimeout"),
        settings.duration("httpRequestHeadersTimeout"),
        settings.duration("httpDrainTimeout"));
  }

  private static <T> @Nullable T word(Fields settings, String key, Map<String, T> words) {
    return settings.has(key) ? settings.word(key, words, words.values().iterator().next()) : null;
  }
}
