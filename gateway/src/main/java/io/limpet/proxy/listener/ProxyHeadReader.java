package io.limpet.proxy.listener;

import io.limpet.proxy.head.ProxyProtocolData;
import io.limpet.proxy.head.ProxyProtocolData.Tlv;
import io.limpet.proxy.listener.ProxyHead.Without;
import io.limpet.proxy.plan.Inspection.ProxyHeader;
import io.limpet.proxy.plan.match.IpAddress;
import io.limpet.proxy.plan.transport.TlvTypes;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what a proxy in front says before a connection's first byte (HAProxy's PROXY protocol,
/// versions 1 and 2) as Envoy does (proxy_protocol.cc): both addresses must be ones that a
/// connection may have.
final class ProxyHeadReader {
  private static final byte[] FIRST = "PROXY ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SECOND = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
  };
  private static final int MOST_FIRST = 107;
  private static final int SECOND_HEAD = 16;
  private static final int TLV_HEAD = 3;
  private static final int INET = 1;
  private static final int INET6 = 2;
  private static final int STREAM = 1;
  private static final int DGRAM = 2;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;
  private static final int MAX_PORT = 65_535;
  private static final Pattern PORT = Pattern.compile("\\+?0*[0-9]{1,5}");
  private static final InetAddress BROADCAST = InetAddress.ofLiteral("255.255.255.255");

  private ProxyHeadReader() {}

  /// Looks without taking anything.
  static ProxyHead find(ByteBuf in, ProxyHeader plan) {
    if (begins(in, SECOND)) {
      return plan.version2() ? second(in, plan.passed()) : orNone(plan);
    }
    if (begins(in, FIRST)) {
      return plan.version1() ? first(in) : orNone(plan);
    }
    return orNone(plan);
  }

  private static ProxyHead orNone(ProxyHeader plan) {
    return plan.optional() ? Without.NONE : Without.BAD;
  }

  /// Whether all that is there of it is there.
  private static boolean begins(ByteBuf in, byte[] signature) {
    int length = Math.min(in.readableBytes(), signature.length);
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != signature[i]) {
        return false;
      }
    }
    return true;
  }

  private static ProxyHead first(ByteBuf in) {
    int length = in.bytesBefore(Math.min(in.readableBytes(), MOST_FIRST), (byte) '\n');
    if (length < 0) {
      return in.readableBytes() < MOST_FIRST ? Without.MORE : Without.BAD;
    }
    String line = in.toString(in.readerIndex(), length + 1, StandardCharsets.ISO_8859_1);
    if (!line.endsWith("\r\n")) {
      return Without.BAD;
    }
    String[] words = line.stripTrailing().split(" ", -1);
    if (words.length >= 2 && words[1].equals("UNKNOWN")) {
      return new ProxyHead.Said(length + 1, null);
    }
    if (words.length != 6) {
      return Without.BAD;
    }
    @Nullable InetSocketAddress client = address(words[1], words[2], words[4]);
    @Nullable InetSocketAddress wanted = address(words[1], words[3], words[5]);
    return client == null || wanted == null
        ? Without.BAD
        : said(length + 1, new ProxyProtocolData(client, wanted, List.of()));
  }

  private static ProxyHead said(int bytes, ProxyProtocolData told) {
    InetAddress source = told.source().getAddress();
    InetAddress destination = told.destination().getAddress();
    return isUnicast(source)
            && isUnicast(destination)
            && source.getClass() == destination.getClass()
        ? new ProxyHead.Said(bytes, told)
        : Without.BAD;
  }

  private static boolean isUnicast(InetAddress ip) {
    return !ip.isAnyLocalAddress() && !ip.isMulticastAddress() && !BROADCAST.equals(ip);
  }

  /// One of IPv6 may stand for one of IPv4 (`::ffff:192.0.2.1`), and is that one.
  private static @Nullable InetSocketAddress address(String family, String ip, String port) {
    byte @Nullable [] address = IpAddress.bytes(ip);
    String expected = ip.indexOf(':') < 0 ? "TCP4" : "TCP6";
    if (address == null || !family.equals(expected) || !PORT.matcher(port).matches()) {
      return null;
    }
    int number = Integer.parseInt(port);
    return number > MAX_PORT ? null : of(address, number);
  }

  private static ProxyHead second(ByteBuf in, TlvTypes passed) {
    if (in.readableBytes() < SECOND_HEAD) {
      return Without.MORE;
    }
    int at = in.readerIndex();
    int command = in.getUnsignedByte(at + SECOND.length);
    int family = in.getUnsignedByte(at + SECOND.length + 1);
    int length = in.getUnsignedShort(at + SECOND.length + 2);
    if (command >> 4 != 2 || (command & 0xf) > 1) {
      return Without.BAD;
    }
    if (in.readableBytes() < SECOND_HEAD + length) {
      return Without.MORE;
    }
    int whole = SECOND_HEAD + length;
    if ((command & 0xf) == 0) {
      return new ProxyHead.Said(whole, null);
    }
    int bytes = addressBytes(family);
    if (bytes == 0 || length < 2 * bytes + 2 * Short.BYTES) {
      return Without.BAD;
    }
    int start = at + SECOND_HEAD;
    int ports = start + 2 * bytes;
    @Nullable List<Tlv> tlvs = tlvs(in, ports + 2 * Short.BYTES, at + whole, passed);
    return tlvs == null
        ? Without.BAD
        : said(
            whole,
            new ProxyProtocolData(
                of(copy(in, start, bytes), in.getUnsignedShort(ports)),
                of(copy(in, start + bytes, bytes), in.getUnsignedShort(ports + Short.BYTES)),
                tlvs));
  }

  /// Of an address; 0 of a family or transport that is none of ours.
  private static int addressBytes(int family) {
    int transport = family & 0xf;
    if (transport != STREAM && transport != DGRAM) {
      return 0;
    }
    return switch (family >> 4) {
      case INET -> IPV4_BYTES;
      case INET6 -> IPV6_BYTES;
      default -> 0;
    };
  }

  /// Those that are passed on; null where they are not well-formed, also if none of them are.
  private static @Nullable List<Tlv> tlvs(ByteBuf in, int from, int end, TlvTypes passed) {
    List<Tlv> tlvs = new ArrayList<>();
    int at = from;
    while (at < end) {
      int value = at + TLV_HEAD;
      if (value > end) {
        return null;
      }
      int length = in.getUnsignedShort(at + 1);
      int type = in.getUnsignedByte(at);
      if (value + length > end) {
        return null;
      }
      if (passed.has(type)) {
        tlvs.add(new Tlv(type, in.toString(value, length, StandardCharsets.ISO_8859_1)));
      }
      at = value + length;
    }
    return tlvs;
  }

  private static byte[] copy(ByteBuf in, int from, int length) {
    byte[] bytes = new byte[length];
    in.getBytes(from, bytes);
    return bytes;
  }

  private static InetSocketAddress of(byte[] address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address of " + address.length + " bytes", impossible);
    }
  }
}
