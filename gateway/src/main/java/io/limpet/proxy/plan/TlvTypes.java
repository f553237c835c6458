package io.limpet.proxy.plan;

import io.envoyproxy.envoy.config.core.v3.ProxyProtocolPassThroughTLVs;
import io.envoyproxy.envoy.config.core.v3.ProxyProtocolPassThroughTLVs.PassTLVsMatchType;
import java.util.Set;

/// Which of the PROXY protocol's TLVs are passed on (Envoy: ProxyProtocolPassThroughTLVs).
public record TlvTypes(boolean all, Set<Integer> some) {
  public static final TlvTypes NONE = new TlvTypes(false, Set.of());

  public TlvTypes {
    some = Set.copyOf(some);
  }

  static TlvTypes read(ProxyProtocolPassThroughTLVs message, Place place) {
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

  public boolean has(int type) {
    return all || some.contains(type);
  }
}
