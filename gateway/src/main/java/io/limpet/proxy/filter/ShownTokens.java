package io.limpet.proxy.filter;

import io.limpet.proxy.balance.Token;
import io.limpet.proxy.plan.filter.SessionPlan;
import org.jspecify.annotations.Nullable;

/// The tokens that one event loop read in this second, by the header that shows them: a caller who
/// asks many times is decoded once. A slot has the last one that came, so nobody can make this
/// grow.
final class ShownTokens {
  private static final int SLOTS = 512;

  // Event loop only, all of these.
  private final @Nullable String[] texts = new @Nullable String[SLOTS];
  private final @Nullable SessionPlan[] sessions = new @Nullable SessionPlan[SLOTS];
  private final @Nullable Token[] tokens = new @Nullable Token[SLOTS];
  private final long[] seconds = new long[SLOTS];

  @SuppressWarnings("ReferenceEquality") // another plan's sessions are others, even if equal
  @Nullable Token find(SessionPlan session, String text, long second) {
    int slot = slot(text);
    boolean same = sessions[slot] == session && seconds[slot] == second;
    return same && text.equals(texts[slot]) ? tokens[slot] : null;
  }

  void keep(SessionPlan session, String text, long second, Token token) {
    int slot = slot(text);
    texts[slot] = text;
    sessions[slot] = session;
    tokens[slot] = token;
    seconds[slot] = second;
  }

  private static int slot(String text) {
    int hash = text.hashCode();
    return (hash ^ (hash >>> 16)) & (SLOTS - 1);
  }
}
