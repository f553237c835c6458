package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableHeaders;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.Route.Append;
import io.limpet.proxy.plan.Route.HeaderEdit;
import io.limpet.proxy.plan.Route.HeaderValue;
import java.util.IdentityHashMap;
import java.util.List;

/// Carries out a route's changes of headers. Their names and values become bytes once for each
/// plan, not once for each request.
final class HeaderEditor {
  private final IdentityHashMap<HeaderEdit, Prepared> prepared =
      new IdentityHashMap<>(); // event loop only
  private Plan of = Plan.EMPTY; // event loop only

  @SuppressWarnings("ReferenceEquality") // A plan is its own identity; comparing its parts is slow.
  void edit(Plan plan, List<HeaderEdit> edits, EditableHeaders headers) {
    if (edits.isEmpty()) {
      return;
    }
    if (plan != of) {
      prepared.clear();
      of = plan;
    }
    for (int i = 0; i < edits.size(); i++) {
      prepared(edits.get(i)).edit(headers);
    }
  }

  private Prepared prepared(HeaderEdit edit) {
    Prepared known = prepared.get(edit);
    if (known == null) {
      known = Prepared.of(edit);
      prepared.put(edit, known);
    }
    return known;
  }

  private record Prepared(List<HeaderName> removed, List<Added> added) {
    static Prepared of(HeaderEdit edit) {
      return new Prepared(
          edit.remove().stream().map(HeaderName::of).toList(),
          edit.add().stream().map(Added::of).toList());
    }

    void edit(EditableHeaders headers) {
      for (int i = 0; i < removed.size(); i++) {
        headers.remove(removed.get(i));
      }
      for (int i = 0; i < added.size(); i++) {
        added.get(i).edit(headers);
      }
    }
  }

  private record Added(HeaderLine line, Append append) {
    static Added of(HeaderValue value) {
      return new Added(HeaderLine.of(value.name(), value.value()), value.append());
    }

    void edit(EditableHeaders headers) {
      switch (append) {
        case APPEND_OR_ADD -> headers.add(line);
        case OVERWRITE_OR_ADD -> headers.set(line);
        case ADD_IF_ABSENT -> {
          if (!headers.has(line.name())) {
            headers.add(line);
          }
        }
        case OVERWRITE_IF_EXISTS -> {
          if (headers.has(line.name())) {
            headers.set(line);
          }
        }
      }
    }
  }
}
