package io.limpet.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where a set of keys is fetched: at `uri`, or where `issuer` says if that is empty (OpenID
/// Discovery); `timeout` is null where the user names none.
public record KeySource(String issuer, String uri, @Nullable Duration timeout) {}
