package io.limpet.bench;

import java.net.InetSocketAddress;
import java.util.Optional;

/// A proxy that somebody else has started on this machine.
///
/// @param process whose processor time and memory are told
public record Target(String name, InetSocketAddress address, Optional<ProcessHandle> process) {}
