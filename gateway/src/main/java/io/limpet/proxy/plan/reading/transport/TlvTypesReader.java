package io.limpet.proxy.plan.reading.transport;

import io.envoyproxy.envoy.config.core.v3.ProxyProtocolPassThroughTLVs;
import io.envoyproxy.envoy.config.core.v3.ProxyProtocolPassThroughTLVs.PassTLVsMatchType;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.transport.TlvTypes;
import java.util.Set;

/// Types of the PROXY protocol's TLVs (core/v3/proxy_protocol.proto).
public final class TlvTypesReader {
  private TlvTypesReader() {}

  public static TlvTypes read(ProxyProtocolPassThroughTLVs message, Place place) {
    place.onlyKnows(message, Set.of("match_type", "tlv_type"));
    for (int i = 0; i < message.getTlvTypeCount(); i++) {
      checkType(message.getTlvType(i), place.at("tlv_type", i));
    }
    return new TlvTypes(
        message.getMatchType() == PassTLVsMatchType.INCLUDE_ALL,
        Set.copyOf(message.getTlvTypeList()));
  }

  static void checkType(int type, Place place) {
    if (type < 0 || type > 255) {
      throw place.refused(
          Integer.toUnsignedString(type) + " is no type of one byte; give 0 to 255");
    }
  }
}
