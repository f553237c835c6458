package io.limpet.proxy.balance;

import io.limpet.proxy.plan.pools.Endpoint;
import org.jspecify.annotations.Nullable;

/// Where an attempt goes, and why. No endpoint: [Reason#NONE] or [Reason#STRICT_REFUSED].
public record Choice(@Nullable Endpoint endpoint, Reason reason) {}
