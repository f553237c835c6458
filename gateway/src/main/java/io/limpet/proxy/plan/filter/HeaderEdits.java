package io.limpet.proxy.plan.filter;

import io.limpet.proxy.plan.format.FormatString;
import java.util.List;

/// Changes of headers on the way, each list in the order in which it is carried out.
public record HeaderEdits(List<HeaderEdit> request, List<HeaderEdit> response) {
  public static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of());

  public HeaderEdits {
    request = List.copyOf(request);
    response = List.copyOf(response);
  }

  /// Headers that are removed, then headers that are added; names in lower case.
  public record HeaderEdit(List<String> remove, List<HeaderValue> add) {
    public HeaderEdit {
      remove = List.copyOf(remove);
      add = List.copyOf(add);
    }
  }

  /// A header to be added. One whose value turns out empty is left out, unless `keepEmpty`.
  public record HeaderValue(String name, FormatString value, boolean keepEmpty, Append append) {
    public HeaderValue(String name, String literal, Append append) {
      this(name, FormatString.of(literal), false, append);
    }
  }

  /// What becomes of a header that is there already (Envoy: `HeaderAppendAction`).
  public enum Append {
    APPEND_OR_ADD,
    ADD_IF_ABSENT,
    OVERWRITE_OR_ADD,
    OVERWRITE_IF_EXISTS
  }
}
