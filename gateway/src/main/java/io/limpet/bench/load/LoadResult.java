package io.limpet.bench.load;

/// What came of it.
///
/// @param requests that were answered with 200
/// @param errors that were answered with something else, or not at all
/// @param moved that were answered by another endpoint than this caller's first
/// @param handshakes that were made, and of these `resumed` with an earlier session
public record LoadResult(
    long requests,
    long errors,
    long moved,
    long bodyBytes,
    long handshakes,
    long resumed,
    double seconds,
    Latencies latencies) {}
