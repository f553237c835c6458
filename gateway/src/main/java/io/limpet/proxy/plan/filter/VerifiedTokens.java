package io.limpet.proxy.plan.filter;

import io.limpet.jwt.Jwt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Tokens whose signatures were found good, so that each is checked once and not for each request:
/// so many at most, the older half going first.
public final class VerifiedTokens {
  private static final int GENERATION = 512;
  private static final int LONGEST = 4096;

  private volatile ConcurrentHashMap<String, Jwt> young = new ConcurrentHashMap<>();
  private volatile ConcurrentHashMap<String, Jwt> old = new ConcurrentHashMap<>();

  /// The token, or null if it is not known.
  public @Nullable Jwt find(String token) {
    @Nullable Jwt found = young.get(token);
    return found == null ? old.get(token) : found;
  }

  /// Two event loops may begin a generation at once; then a few tokens are checked once more.
  public void add(String token, Jwt jwt) {
    if (token.length() > LONGEST) {
      return;
    }
    if (young.size() >= GENERATION) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
    young.put(token, jwt);
  }
}
