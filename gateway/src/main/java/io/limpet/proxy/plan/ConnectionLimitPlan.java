package io.limpet.proxy.plan;

import java.util.concurrent.atomic.AtomicLong;

/// A network filter `connection_limit`: so many connections of its chain may be open; what comes
/// beyond is closed after `delayMillis` (connection_limit.proto). `open` counts those of all event
/// loops.
public record ConnectionLimitPlan(
    String statPrefix, long most, long delayMillis, AtomicLong open) {}
