package io.limpet.proxy.plan.pools;

/// An endpoint and its part of a hash table; the parts of all sum to 1.
public record TableEntry(Endpoint endpoint, double weight) {}
