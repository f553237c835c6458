package io.limpet.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.metrics.Metrics;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkerTest {
  @ParameterizedTest
  @CsvSource({"0, 32768, 131072", "4096, 2048, 4096", "1048576, 32768, 131072", "1, 0, 1"})
  void whatMayWaitToBeWrittenIsTheLesserOfTwoBounds(int bufferBytes, int low, int high)
      throws InterruptedException {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      Sources sources =
          new Sources(
              Transport.NIO,
              "127.0.0.1",
              UnpooledByteBufAllocator.DEFAULT,
              InstantSource.system(),
              System::nanoTime,
              SplittableRandom::new,
              new AtomicLong(),
              TimerScales.NONE);
      Worker worker = new Worker(loops.next(), sources, ProxyLimits.DEFAULT, new Metrics());
      Channel channel = worker.newClientChannel(bufferBytes);
      WriteBufferWaterMark bounds = channel.config().getWriteBufferWaterMark();
      assertThat(bounds.low()).isEqualTo(low);
      assertThat(bounds.high()).isEqualTo(high);
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }
}
