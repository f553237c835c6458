package io.limpet.proxy.listener;

/// A socket that listens, as another process may have it too: where, as it was configured, and its
/// number in this process.
public record SharedSocket(String address, int descriptor) {}
