package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableHeaders;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.http.FormatText.Asked;
import io.limpet.proxy.log.FormatWriter;
import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import io.limpet.proxy.plan.filter.HeaderEdits.HeaderValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One level's changes of headers, ready to be carried out (Envoy: router/header_parser.cc,
/// evaluateHeaders).
///
/// Headers are removed first. Then every value is made, before any is written: none sees what
/// another of the same level adds. Then those that replace are written, and those that are added
/// behind them, or to what is there of a header that Envoy keeps once.
public final class PreparedEdit {
  private final HeaderName[] removed;
  private final Added[] added;

  private PreparedEdit(HeaderName[] removed, Added[] added) {
    this.removed = removed;
    this.added = added;
  }

  public static PreparedEdit of(HeaderEdit edit) {
    return new PreparedEdit(
        edit.remove().stream().map(HeaderName::of).toArray(HeaderName[]::new), added(edit.add()));
  }

  private static Added[] added(List<HeaderValue> values) {
    return values.stream().map(Added::of).toArray(Added[]::new);
  }

  public void edit(Asked asked, EditableHeaders headers) {
    for (HeaderName name : removed) {
      headers.remove(name);
    }
    if (added.length == 1) {
      write(added[0], added[0].line(asked, headers), headers);
    } else if (added.length > 1) {
      writeAll(asked, headers);
    }
  }

  private void writeAll(Asked asked, EditableHeaders headers) {
    @Nullable HeaderLine[] lines = new @Nullable HeaderLine[added.length];
    for (int i = 0; i < added.length; i++) {
      lines[i] = added[i].line(asked, headers);
    }
    for (int i = 0; i < added.length; i++) {
      if (added[i].replaces()) {
        write(added[i], lines[i], headers);
      }
    }
    for (int i = 0; i < added.length; i++) {
      if (!added[i].replaces()) {
        write(added[i], lines[i], headers);
      }
    }
  }

  private static void write(Added one, @Nullable HeaderLine line, EditableHeaders headers) {
    if (line != null && one.replaces()) {
      headers.set(line);
    } else if (line != null) {
      headers.append(line);
    }
  }

  /// `literal` is the line where it is always the same.
  private record Added(HeaderValue value, HeaderName name, @Nullable HeaderLine literal) {
    static Added of(HeaderValue value) {
      HeaderName name = HeaderName.of(value.name());
      @Nullable String text = value.value().literal();
      return new Added(value, name, text == null ? null : HeaderLine.of(name, text));
    }

    boolean replaces() {
      return switch (value.append()) {
        case OVERWRITE_OR_ADD, OVERWRITE_IF_EXISTS -> true;
        case APPEND_OR_ADD, ADD_IF_ABSENT -> false;
      };
    }

    /// What is to be written, or null for nothing.
    @Nullable HeaderLine line(Asked asked, EditableHeaders headers) {
      boolean wanted =
          switch (value.append()) {
            case APPEND_OR_ADD, OVERWRITE_OR_ADD -> true;
            case ADD_IF_ABSENT -> !headers.has(name);
            case OVERWRITE_IF_EXISTS -> headers.has(name);
          };
      return wanted ? line(asked) : null;
    }

    private @Nullable HeaderLine line(Asked asked) {
      HeaderLine ready = literal;
      if (ready != null) {
        return ready;
      }
      String text = FormatWriter.write(value.value(), asked, "");
      return text.isEmpty() && !value.keepEmpty() ? null : HeaderLine.of(name, text);
    }
  }
}
