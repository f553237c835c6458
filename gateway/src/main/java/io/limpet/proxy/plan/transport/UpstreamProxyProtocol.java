package io.limpet.proxy.plan.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.limpet.proxy.head.ProxyProtocolData;
import io.limpet.proxy.head.ProxyProtocolData.Tlv;
import io.limpet.proxy.plan.match.IpAddress;
import java.io.ByteArrayOutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What is said before all else on connections to endpoints (HAProxy's PROXY protocol; Envoy:
/// transport_sockets/proxy_protocol/proxy_protocol.cc). `added` are TLVs of the configuration, an
/// endpoint's own first; `passed` are those of the client's connection that go on.
public record UpstreamProxyProtocol(Version version, TlvTypes passed, List<Tlv> added) {
  private static final byte[] SIGNATURE = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
  };
  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;
  private static final int TLV_HEAD_BYTES = 3;
  private static final int MOST_BYTES = 65_535;
  private static final int PORTS_BYTES = 4;

  public enum Version {
    V1,
    V2
  }

  public UpstreamProxyProtocol {
    added = List.copyOf(added);
  }

  /// What is told of a client. TLVs that are too many for one header are left out.
  public byte[] header(ProxyProtocolData client) {
    return switch (version) {
      case V1 -> line(client.source(), client.destination());
      case V2 -> second(client);
    };
  }

  /// What is told on a connection of our own, such as a health check's.
  public byte[] ownHeader(InetSocketAddress source, InetSocketAddress destination) {
    return switch (version) {
      case V1 -> line(source, destination);
      case V2 -> {
        ByteArrayOutputStream out = begin(LOCAL, 0);
        writeShort(out, 0);
        yield out.toByteArray();
      }
    };
  }

  private static byte[] line(InetSocketAddress source, InetSocketAddress destination) {
    InetAddress from = source.getAddress();
    return "PROXY %s %s %s %d %d\r\n"
        .formatted(
            from instanceof Inet6Address ? "TCP6" : "TCP4",
            IpAddress.text(from),
            IpAddress.text(destination.getAddress()),
            source.getPort(),
            destination.getPort())
        .getBytes(US_ASCII);
  }

  private byte[] second(ProxyProtocolData client) {
    InetAddress from = client.source().getAddress();
    InetAddress to = client.destination().getAddress();
    boolean four = !(from instanceof Inet6Address) && !(to instanceof Inet6Address);
    ByteArrayOutputStream addresses = new ByteArrayOutputStream();
    addresses.writeBytes(four ? from.getAddress() : wide(from));
    addresses.writeBytes(four ? to.getAddress() : wide(to));
    byte[] tlvs = tlvs(client.tlvs(), MOST_BYTES - addresses.size() - PORTS_BYTES);
    ByteArrayOutputStream out = begin(PROXY, four ? TCP4 : TCP6);
    writeShort(out, addresses.size() + PORTS_BYTES + tlvs.length);
    out.writeBytes(addresses.toByteArray());
    writeShort(out, client.source().getPort());
    writeShort(out, client.destination().getPort());
    out.writeBytes(tlvs);
    return out.toByteArray();
  }

  /// Both addresses are of one family: where one is of IPv4 and the other is not, it is written as
  /// one that is mapped (RFC 4291, 2.5.5.2).
  private static byte[] wide(InetAddress ip) {
    byte[] bytes = ip.getAddress();
    if (bytes.length == 16) {
      return bytes;
    }
    byte[] wide = new byte[16];
    wide[10] = (byte) 0xff;
    wide[11] = (byte) 0xff;
    System.arraycopy(bytes, 0, wide, 12, bytes.length);
    return wide;
  }

  private byte[] tlvs(List<Tlv> ofClient, int mostBytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Tlv tlv : all(ofClient)) {
      if (out.size() + TLV_HEAD_BYTES + tlv.value().length() <= mostBytes) {
        out.write(tlv.type());
        writeShort(out, tlv.value().length());
        out.writeBytes(tlv.value().getBytes(ISO_8859_1));
      }
    }
    return out.toByteArray();
  }

  /// A type that is added here is not passed on from there.
  private List<Tlv> all(List<Tlv> ofClient) {
    List<Tlv> all = new ArrayList<>(added);
    for (Tlv tlv : ofClient) {
      if (passed.has(tlv.type()) && added.stream().noneMatch(own -> own.type() == tlv.type())) {
        all.add(tlv);
      }
    }
    return all;
  }

  /// The same for an endpoint that has TLVs of its own, in place of those of their types here.
  public UpstreamProxyProtocol with(List<Tlv> own) {
    if (own.isEmpty()) {
      return this;
    }
    Set<Integer> types = new HashSet<>();
    own.forEach(tlv -> types.add(tlv.type()));
    List<Tlv> all = new ArrayList<>(own);
    added.stream().filter(tlv -> !types.contains(tlv.type())).forEach(all::add);
    return new UpstreamProxyProtocol(version, passed, all);
  }

  private static ByteArrayOutputStream begin(int command, int family) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    out.write(command);
    out.write(family);
    return out;
  }

  private static void writeShort(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }
}
