package io.limpet.proxy.log;

import io.limpet.proxy.plan.format.BodyFormat;
import io.limpet.proxy.plan.format.FormatString;
import io.limpet.proxy.plan.format.FormatString.Part;
import io.limpet.proxy.plan.format.JsonFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts into format strings what somebody has to say (Envoy: substitution_formatter.h).
public final class FormatWriter {
  private FormatWriter() {}

  /// The whole text; `absent` stands where there is no value.
  public static String write(FormatString format, LogSubject asked, String absent) {
    @Nullable String literal = format.literal();
    if (literal != null) {
      return literal;
    }
    StringBuilder out = new StringBuilder(64);
    append(format, asked, absent, out);
    return out.toString();
  }

  /// A line, or a body.
  public static String write(BodyFormat format, LogSubject asked) {
    StringBuilder out = new StringBuilder(256);
    switch (format.content()) {
      case FormatString text -> append(text, asked, format.absent(), out);
      case JsonFormat json -> FormatJson.append(json, format, asked, out);
    }
    return out.toString();
  }

  private static void append(
      FormatString format, LogSubject asked, String absent, StringBuilder out) {
    List<Part> parts = format.parts();
    for (int i = 0; i < parts.size(); i++) {
      append(parts.get(i), asked, absent, out);
    }
  }

  private static void append(Part part, LogSubject asked, String absent, StringBuilder out) {
    long number = asked.number(part);
    if (number >= 0) {
      out.append(number);
      return;
    }
    @Nullable String text = asked.text(part);
    out.append(text == null ? absent : text);
  }
}
