package io.limpet.proxy.plan.transport;

import java.util.Set;

/// Which of the PROXY protocol's TLVs are passed on (Envoy: ProxyProtocolPassThroughTLVs).
public record TlvTypes(boolean all, Set<Integer> some) {
  public static final TlvTypes NONE = new TlvTypes(false, Set.of());

  public TlvTypes {
    some = Set.copyOf(some);
  }

  public boolean has(int type) {
    return all || some.contains(type);
  }
}
