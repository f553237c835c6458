package io.limpet.xds.server;

import io.limpet.xds.server.Request.Answer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which responses of one type were answered, and how.
///
/// An answer stands for those before it too: while a cluster warms, Envoy keeps its answers back,
/// and says one word for several, with the error of any of them.
final class Answers {
  /// The names that each response spoke of which no answer has come to.
  private final Map<String, List<String>> open = new LinkedHashMap<>();

  private String sent = "";
  private String answered = "";
  private boolean refused;

  /// What a request says of our responses.
  sealed interface Verdict {
    /// It answers nothing.
    record None() implements Verdict {}

    /// A newer response is under way, or this one is not of this stream.
    record Stale() implements Verdict {}

    record Taken() implements Verdict {}

    /// The same response is answered another time: something is waited for.
    record Again() implements Verdict {}

    /// One of `names` or several were refused.
    record Refused(List<String> names) implements Verdict {}
  }

  void sent(String nonce, List<String> names) {
    sent = nonce;
    open.put(nonce, names);
  }

  Verdict take(Answer answer) {
    if (answer.nonce().isEmpty()) {
      return new Verdict.None();
    }
    if (!open.containsKey(answer.nonce())) {
      return answer.nonce().equals(answered) && answered.equals(sent)
          ? new Verdict.Again()
          : new Verdict.Stale();
    }
    List<String> names = close(answer.nonce());
    answered = answer.nonce();
    refused = answer.refused();
    return refused ? new Verdict.Refused(names) : new Verdict.Taken();
  }

  private List<String> close(String last) {
    List<String> names = new ArrayList<>();
    for (Iterator<Map.Entry<String, List<String>>> all = open.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<String, List<String>> each = all.next();
      names.addAll(each.getValue());
      all.remove();
      if (each.getKey().equals(last)) {
        break;
      }
    }
    return names.stream().distinct().toList();
  }

  /// Whether the last response was the one that this nonce is of.
  boolean isNewest(String nonce) {
    return nonce.equals(sent);
  }

  /// Whether all that was sent was taken.
  boolean allTaken() {
    return open.isEmpty() && !refused;
  }
}
