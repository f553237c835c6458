package io.limpet.proxy.loop;

import io.limpet.metrics.Metrics;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramChannel;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/// One event loop and what belongs to it alone.
public final class Worker {
  /// RFC 9110 §5.6.7: two digits for the day, unlike [DateTimeFormatter#RFC_1123_DATE_TIME].
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final int FIRST_READ_BYTES = 2048;
  private static final System.Logger LOG = System.getLogger(Worker.class.getName());

  private final EventLoop loop;
  private final Sources sources;
  private final RandomGenerator random;
  private final LoopClock clock;
  private final Deadlines deadlines;
  private final Flushes flushes;
  private final ProxyLimits limits;
  private final LongAdder internalErrors;
  private long dateSecond = -1; // event loop only
  private String date = ""; // event loop only

  public Worker(EventLoop loop, Sources sources, ProxyLimits limits, Metrics metrics) {
    this.loop = loop;
    this.sources = sources;
    this.random = sources.randoms().get();
    this.clock = new LoopClock(sources.nanoTime(), sources.clock());
    this.deadlines = new Deadlines(loop, clock, this::internalError);
    this.flushes = new Flushes(loop, this::internalError);
    this.limits = limits;
    this.internalErrors = metrics.limpet().counter("internal_errors");
  }

  public EventLoop loop() {
    return loop;
  }

  public Transport transport() {
    return sources.transport();
  }

  /// A socket of our own, not yet open. `bufferBytes` as for [#configure].
  public Channel newClientChannel(int bufferBytes) {
    Channel channel = sources.transport().newClientChannel();
    configure(channel, bufferBytes);
    return channel;
  }

  /// Lets the system see to it that the peer is still there; 0 is the system's own number.
  public void keepAlive(Channel channel, int probes, int timeSeconds, int intervalSeconds) {
    sources.transport().keepAlive(channel, probes, timeSeconds, intervalSeconds);
  }

  /// Sets what all our connections have in common. A read begins small, so that the first read of
  /// an idle connection costs little, and grows with what comes. At most `bufferBytes` wait to be
  /// written before the other side is not read any more, where that is less than the limit for all;
  /// 0: it is not.
  public void configure(Channel channel, int bufferBytes) {
    int high =
        bufferBytes == 0 ? limits.highWaterBytes() : Math.min(bufferBytes, limits.highWaterBytes());
    ChannelConfig config = channel.config();
    config.setOption(ChannelOption.TCP_NODELAY, true);
    config.setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
    config.setAllocator(sources.allocator());
    config.setWriteBufferWaterMark(
        new WriteBufferWaterMark(Math.min(limits.lowWaterBytes(), high / 2), high));
    config.setRecvByteBufAllocator(
        new AdaptiveRecvByteBufAllocator(
            limits.readAtLeastBytes(), FIRST_READ_BYTES, limits.readAtMostBytes()));
  }

  /// A socket of datagrams of ours, not yet bound.
  public DatagramChannel newDatagramChannel() {
    DatagramChannel channel = sources.transport().newDatagramChannel();
    channel.config().setAllocator(sources.allocator());
    return channel;
  }

  /// One that another process had before.
  public DatagramChannel inheritedDatagramChannel(int descriptor) {
    DatagramChannel channel = sources.transport().inheritedDatagramChannel(descriptor);
    channel.config().setAllocator(sources.allocator());
    return channel;
  }

  public ByteBufAllocator allocator() {
    return sources.allocator();
  }

  /// This machine's own address, said in the place of a peer's that is the machine itself.
  public String localIp() {
    return sources.localIp();
  }

  public RandomGenerator random() {
    return random;
  }

  /// A number that no other connection of a client has.
  public long connectionId() {
    return sources.connections().incrementAndGet();
  }

  public Deadlines deadlines() {
    return deadlines;
  }

  /// Runs `flush`, which sends what was written, at the end of this turn of the loop, or before.
  public void flushSoon(Runnable flush) {
    flushes.soon(flush);
  }

  /// Waits that are shorter where too much is asked of the proxy.
  public TimerScales timers() {
    return sources.timers();
  }

  public ProxyLimits limits() {
    return limits;
  }

  public LoopClock clock() {
    return clock;
  }

  public long nanoTime() {
    return clock.nanoTime();
  }

  /// Seconds of wall-clock time, which tokens are made of.
  public long epochSecond() {
    return clock.epochMillis() / 1000;
  }

  /// The value of a `date` header, made once a second.
  public String date() {
    long second = epochSecond();
    if (second != dateSecond) {
      dateSecond = second;
      date = DATE.format(Instant.ofEpochSecond(second));
    }
    return date;
  }

  /// A mistake of ours was caught. It must stay at zero.
  public void internalError(Throwable cause) {
    internalErrors.increment();
    LOG.log(System.Logger.Level.ERROR, "a mistake of Limpet's own on an event loop", cause);
  }
}
