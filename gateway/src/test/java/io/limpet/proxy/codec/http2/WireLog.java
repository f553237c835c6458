package io.limpet.proxy.codec.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.List;
import java.util.TreeMap;

/// Says in words which frames some bytes are, as Netty's codec reads them.
final class WireLog extends Http2FrameAdapter {
  private final DefaultHttp2FrameReader reader =
      new DefaultHttp2FrameReader(new DefaultHttp2HeadersDecoder(false, 1 << 20));
  private final ByteBuf unread = Unpooled.buffer();
  private final ChannelHandlerContext context;
  private final List<String> log;

  WireLog(List<String> log) {
    this.log = log;
    ChannelInboundHandlerAdapter none = new ChannelInboundHandlerAdapter();
    this.context = new EmbeddedChannel(none).pipeline().context(none);
  }

  /// Takes the bytes.
  void read(ByteBuf bytes) {
    unread.writeBytes(bytes);
    bytes.release();
    try {
      reader.readFrame(context, unread, this);
    } catch (Http2Exception broken) {
      throw new AssertionError("what was written is no HTTP/2", broken);
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean end) {
    log.add("DATA %s %s%s".formatted(stream, data.readableBytes(), end ? " end" : ""));
    return data.readableBytes() + padding;
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean end) {
    StringBuilder fields = new StringBuilder();
    headers.forEach(
        field -> fields.append(" ").append(field.getKey()).append("=").append(field.getValue()));
    log.add("HEADERS %s%s%s".formatted(stream, fields, end ? " end" : ""));
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext context, int stream, long code) {
    log.add("RST_STREAM %s %s".formatted(stream, ErrorCode.of(code)));
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext context) {
    log.add("SETTINGS ACK");
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) {
    log.add("SETTINGS " + new TreeMap<>(settings));
  }

  @Override
  public void onPingRead(ChannelHandlerContext context, long data) {
    log.add("PING " + data);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext context, long data) {
    log.add("PING ACK " + data);
  }

  @Override
  public void onGoAwayRead(ChannelHandlerContext context, int last, long code, ByteBuf debug) {
    log.add("GOAWAY %s %s".formatted(last, ErrorCode.of(code)));
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int bytes) {
    log.add("WINDOW_UPDATE %s %s".formatted(stream, bytes));
  }
}
