package io.limpet.proxy.plan.reading.http;

import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.LocalReplyConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.ResponseMapper;
import io.limpet.proxy.plan.LocalReplies;
import io.limpet.proxy.plan.LocalReplies.Mapper;
import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import io.limpet.proxy.plan.format.BodyFormat;
import io.limpet.proxy.plan.reading.fields.DataSources;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.filter.HeaderEditReader;
import io.limpet.proxy.plan.reading.format.BodyFormatReader;
import io.limpet.proxy.plan.reading.format.LogFilterReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A connection manager's `local_reply_config`.
final class LocalReplyReader {
  private static final Set<String> KNOWN =
      Set.of("filter", "status_code", "body", "body_format_override", "headers_to_add");

  private LocalReplyReader() {}

  static LocalReplies read(LocalReplyConfig config, Place place) {
    place.onlyKnows(config, Set.of("mappers", "body_format"));
    List<Mapper> mappers = new ArrayList<>();
    for (int i = 0; i < config.getMappersCount(); i++) {
      mappers.add(mapper(config.getMappers(i), place.at("mappers", i)));
    }
    @Nullable BodyFormat format =
        config.hasBodyFormat()
            ? BodyFormatReader.read(config.getBodyFormat(), place.at("body_format"))
            : null;
    return new LocalReplies(mappers, format);
  }

  private static Mapper mapper(ResponseMapper message, Place place) {
    place.onlyKnows(message, KNOWN);
    if (!message.hasFilter()) {
      throw place.at("filter").refused("must say which replies are mapped");
    }
    int status = message.getStatusCode().getValue();
    if (message.hasStatusCode() && (status < 200 || status > 599)) {
      throw place.at("status_code").refused("must be from 200 to 599, and is " + status);
    }
    return new Mapper(
        LogFilterReader.read(message.getFilter(), place.at("filter")),
        status,
        message.hasBody() ? DataSources.read(message.getBody(), place.at("body")) : null,
        new HeaderEdit(
            List.of(),
            HeaderEditReader.added(message.getHeadersToAddList(), place, "headers_to_add")),
        message.hasBodyFormatOverride()
            ? BodyFormatReader.read(
                message.getBodyFormatOverride(), place.at("body_format_override"))
            : null);
  }
}
