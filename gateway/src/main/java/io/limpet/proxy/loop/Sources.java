package io.limpet.proxy.loop;

import io.netty.buffer.ByteBufAllocator;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What the event loops are given from outside. `localIp` is this machine's own address.
/// `randoms` makes one generator for each loop, `connections` numbers what clients open,
/// `timers` shorten their waits.
public record Sources(
    Transport transport,
    String localIp,
    ByteBufAllocator allocator,
    InstantSource clock,
    LongSupplier nanoTime,
    Supplier<RandomGenerator> randoms,
    AtomicLong connections,
    TimerScales timers) {}
