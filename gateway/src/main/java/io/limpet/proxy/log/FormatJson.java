package io.limpet.proxy.log;

import io.limpet.proxy.plan.format.BodyFormat;
import io.limpet.proxy.plan.format.FormatString;
import io.limpet.proxy.plan.format.FormatString.Known;
import io.limpet.proxy.plan.format.FormatString.Part;
import io.limpet.proxy.plan.format.JsonFormat;
import io.limpet.proxy.plan.format.JsonFormat.Field;
import io.limpet.proxy.plan.format.JsonFormat.Fields;
import io.limpet.proxy.plan.format.JsonFormat.Items;
import io.limpet.proxy.plan.format.JsonFormat.Node;
import io.limpet.proxy.plan.format.JsonFormat.Null;
import io.limpet.proxy.plan.format.JsonFormat.Text;
import io.limpet.proxy.plan.format.JsonText;
import org.jspecify.annotations.Nullable;

/// Writes JSON, as one line.
final class FormatJson {
  private final BodyFormat format;
  private final LogSubject asked;
  private final StringBuilder out;

  private FormatJson(BodyFormat format, LogSubject asked, StringBuilder out) {
    this.format = format;
    this.asked = asked;
    this.out = out;
  }

  static void append(JsonFormat json, BodyFormat format, LogSubject asked, StringBuilder out) {
    if (!new FormatJson(format, asked, out).append("", json.root())) {
      out.append("{}");
    }
    out.append('\n');
  }

  /// Writes the prefix and the value; false if empty values are left out and this is one.
  private boolean append(String prefix, Node node) {
    int before = out.length();
    out.append(prefix);
    boolean written =
        switch (node) {
          case Fields fields -> fields(fields);
          case Items items -> items(items);
          case Text(FormatString text) -> text(text);
          case JsonFormat.Known(String json) -> {
            out.append(json);
            yield true;
          }
          case Null() -> nothing();
        };
    if (!written) {
      out.setLength(before);
    }
    return written;
  }

  private boolean nothing() {
    out.append("null");
    return !format.omitEmpty();
  }

  private boolean fields(Fields object) {
    String prefix = "{";
    for (Field field : object.fields()) {
      if (append(prefix + field.key() + ":", field.value())) {
        prefix = ",";
      }
    }
    if (prefix.equals("{")) {
      out.append('{');
    }
    out.append('}');
    return !format.omitEmpty() || prefix.equals(",");
  }

  private boolean items(Items list) {
    String prefix = "[";
    for (Node item : list.items()) {
      if (append(prefix, item)) {
        prefix = ",";
      }
    }
    if (prefix.equals("[")) {
      out.append('[');
    }
    out.append(']');
    return true;
  }

  private boolean text(FormatString text) {
    if (text.parts().size() == 1) {
      return value(text.parts().get(0));
    }
    JsonText.append(FormatWriter.write(text, asked, format.absent()), out);
    return true;
  }

  private boolean value(Part part) {
    long number = asked.number(part);
    if (number >= 0) {
      out.append(number);
      return true;
    }
    @Nullable String text = asked.text(part);
    if (text == null) {
      return nothing();
    }
    if (part instanceof Known(_, boolean isNumber) && isNumber) {
      out.append(text);
    } else {
      JsonText.append(text, out);
    }
    return true;
  }
}
