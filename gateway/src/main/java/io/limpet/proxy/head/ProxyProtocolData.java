package io.limpet.proxy.head;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// What the PROXY protocol tells of a connection: who opened it, whom it wanted to reach, and what
/// a proxy in front added (its TLVs), as far as that is to be passed on (Envoy: ProxyProtocolData).
public record ProxyProtocolData(
    InetSocketAddress source, InetSocketAddress destination, List<Tlv> tlvs) {
  private static final InetSocketAddress NOWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /// Of what came by no connection.
  public static final ProxyProtocolData NOBODY = new ProxyProtocolData(NOWHERE, NOWHERE, List.of());

  public ProxyProtocolData {
    tlvs = List.copyOf(tlvs);
  }

  /// A type of one byte, and bytes as Latin-1 characters.
  public record Tlv(int type, String value) {}
}
