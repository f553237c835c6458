package io.limpet.proxy.plan.reading.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.PerHostConfig;
import io.envoyproxy.envoy.config.core.v3.ProxyProtocolConfig;
import io.envoyproxy.envoy.config.core.v3.TlvEntry;
import io.limpet.proxy.head.ProxyProtocolData.Tlv;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.transport.TlvTypes;
import io.limpet.proxy.plan.transport.UpstreamProxyProtocol;
import io.limpet.proxy.plan.transport.UpstreamProxyProtocol.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is told to endpoints by the PROXY protocol (proxy_protocol.proto, ProxyProtocolConfig and
/// PerHostConfig).
public final class ProxyProtocolReader {
  private static final String OF_ENDPOINT = "envoy.transport_sockets.proxy_protocol";
  private static final int MOST_VALUE_BYTES = 65_535;

  private ProxyProtocolReader() {}

  static UpstreamProxyProtocol read(ProxyProtocolConfig config, Place place) {
    place.onlyServes(config, Set.of("version", "pass_through_tlvs", "added_tlvs"));
    return new UpstreamProxyProtocol(
        switch (config.getVersion()) {
          case V1 -> Version.V1;
          case V2 -> Version.V2;
          case UNRECOGNIZED -> throw place.at("version").refused("must be V1 or V2");
        },
        config.hasPassThroughTlvs()
            ? TlvTypesReader.read(config.getPassThroughTlvs(), place.at("pass_through_tlvs"))
            : TlvTypes.NONE,
        added(config.getAddedTlvsList(), place));
  }

  /// An endpoint's own TLVs.
  public static List<Tlv> ofEndpoint(Metadata metadata, Place place) {
    @Nullable Any own = metadata.getTypedFilterMetadataMap().get(OF_ENDPOINT);
    if (own == null) {
      return List.of();
    }
    Place at = place.at("metadata.typed_filter_metadata." + OF_ENDPOINT);
    PerHostConfig config = at.unpack(own, PerHostConfig.class);
    at.onlyServes(config, Set.of("added_tlvs"));
    return added(config.getAddedTlvsList(), at);
  }

  private static List<Tlv> added(List<TlvEntry> entries, Place place) {
    List<Tlv> added = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      TlvEntry entry = entries.get(i);
      Place at = place.at("added_tlvs", i);
      at.onlyServes(entry, Set.of("type", "value"));
      TlvTypesReader.checkType(entry.getType(), at.at("type"));
      int length = entry.getValue().size();
      if (length == 0 || length > MOST_VALUE_BYTES) {
        throw at.at("value").refused("has " + length + " bytes; give 1 to " + MOST_VALUE_BYTES);
      }
      added.add(new Tlv(entry.getType(), entry.getValue().toString(ISO_8859_1)));
    }
    return added;
  }
}
