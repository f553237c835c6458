package io.limpet.model.tree;

import java.util.Map;
import java.util.regex.Pattern;

/// Writes values as YAML the way kubectl does: block style, two spaces, lists not indented under
/// their key. Fields keep their order.
///
/// Texts that a YAML 1.1 reader would take for something else are quoted, so that older tools read
/// back what was written.
public final class YamlWriter {
  /// What go-yaml, which kubectl and istioctl write with, would read as something else: words,
  /// numbers (underscores are allowed in them), dates, sexagesimal numbers (resolve.go).
  private static final Pattern OTHER_MEANING =
      Pattern.compile(
          "(?i)|~|null|true|false|yes|no|on|off|y|n|=|<<|[-+]?\\.inf|\\.nan"
              + "|[-+]?0_*(x[0-9a-f_]+|b[01_]+|o[0-7_]+)"
              + "|[-+]?(\\.[0-9][0-9_]*|[0-9][0-9_]*(\\.[0-9_]*)?)(e[-+]?[0-9_]+)?"
              + "|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([t ].*)?"
              + "|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");

  /// Neither begins like something else, nor holds what would have to be escaped.
  private static final Pattern PLAIN =
      Pattern.compile(
          "(?![,\\[\\]{}#&*!|>'\"%@` ]|[-?:]( |$))"
              + "[^\\p{Cntrl}\u0085\u00a0\u2028\u2029\ufeff\ud800-\udfff]+");

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  /// The text of one document, with a line break at the end.
  public static String write(Value value) {
    YamlWriter writer = new YamlWriter();
    switch (value) {
      case Value.Mapping mapping when !mapping.fields().isEmpty() -> writer.fields(mapping, 0);
      case Value.Sequence sequence when !sequence.items().isEmpty() -> writer.items(sequence, 0);
      case Value.Mapping _,
          Value.Sequence _,
          Value.Text _,
          Value.Whole _,
          Value.Fraction _,
          Value.Truth _,
          Value.Nothing _ ->
          writer.single(value, 2);
    }
    return writer.out.toString();
  }

  /// The first line's indentation is already there.
  private void fields(Value.Mapping mapping, int indent) {
    boolean first = true;
    for (Map.Entry<String, Value> field : mapping.fields().entrySet()) {
      if (!first) {
        indent(indent);
      }
      first = false;
      out.append(quoted(field.getKey())).append(':');
      field(field.getValue(), indent);
    }
  }

  private void field(Value value, int indent) {
    switch (value) {
      case Value.Mapping mapping when !mapping.fields().isEmpty() -> {
        out.append('\n');
        indent(indent + 2);
        fields(mapping, indent + 2);
      }
      case Value.Sequence sequence when !sequence.items().isEmpty() -> {
        out.append('\n');
        indent(indent);
        items(sequence, indent);
      }
      case Value.Mapping _,
          Value.Sequence _,
          Value.Text _,
          Value.Whole _,
          Value.Fraction _,
          Value.Truth _,
          Value.Nothing _ -> {
        out.append(' ');
        single(value, indent + 2);
      }
    }
  }

  private void items(Value.Sequence sequence, int indent) {
    boolean first = true;
    for (Value item : sequence.items()) {
      if (!first) {
        indent(indent);
      }
      first = false;
      out.append("- ");
      switch (item) {
        case Value.Mapping mapping when !mapping.fields().isEmpty() -> fields(mapping, indent + 2);
        case Value.Sequence nested when !nested.items().isEmpty() -> items(nested, indent + 2);
        case Value.Mapping _,
            Value.Sequence _,
            Value.Text _,
            Value.Whole _,
            Value.Fraction _,
            Value.Truth _,
            Value.Nothing _ ->
            single(item, indent + 2);
      }
    }
  }

  private void single(Value value, int indent) {
    switch (value) {
      case Value.Mapping _ -> out.append("{}\n");
      case Value.Sequence _ -> out.append("[]\n");
      case Value.Text text -> text(text.value(), indent);
      case Value.Whole whole -> out.append(whole.value()).append('\n');
      case Value.Fraction fraction -> out.append(fraction(fraction.value())).append('\n');
      case Value.Truth truth -> out.append(truth.value()).append('\n');
      case Value.Nothing _ -> out.append("null\n");
    }
  }

  private static String fraction(double value) {
    if (Double.isNaN(value)) {
      return ".nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? ".inf" : "-.inf";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private void text(String text, int indent) {
    if (!literal(text)) {
      out.append(quoted(text)).append('\n');
      return;
    }
    out.append(text.endsWith("\n") ? "|\n" : "|-\n");
    for (String line : text.lines().toList()) {
      if (!line.isEmpty()) {
        indent(indent);
        out.append(line);
      }
      out.append('\n');
    }
  }

  /// Several lines, none of which a block would change: no spaces before the first or after any, no
  /// more than one line break at the end, and nothing that must be escaped.
  private static boolean literal(String text) {
    return text.contains("\n")
        && !text.startsWith("\n")
        && !text.startsWith(" ")
        && !text.endsWith("\n\n")
        && text.lines().noneMatch(line -> line.endsWith(" "))
        && text.codePoints().allMatch(each -> each == '\n' || printable(each));
  }

  private static String quoted(String text) {
    if (OTHER_MEANING.matcher(text).matches()) {
      return "\"" + text + "\"";
    }
    if (plain(text)) {
      return text;
    }
    return text.codePoints().allMatch(YamlWriter::printable)
        ? "'" + text.replace("'", "''") + "'"
        : escaped(text);
  }

  private static boolean plain(String text) {
    return PLAIN.matcher(text).matches()
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.endsWith(":")
        && !text.endsWith(" ")
        && !text.startsWith("- ")
        && !text.startsWith("---")
        && !text.startsWith("...");
  }

  private static boolean printable(int codePoint) {
    return !Character.isISOControl(codePoint)
        && codePoint != 0x2028
        && codePoint != 0x2029
        && codePoint != 0xfeff
        && !(codePoint >= 0xd800 && codePoint <= 0xdfff);
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder("\"");
    text.chars()
        .forEach(
            each -> {
              switch (each) {
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\t' -> escaped.append("\\t");
                case '\r' -> escaped.append("\\r");
                default -> {
                  if (printable(each) || Character.isSurrogate((char) each)) {
                    escaped.append((char) each);
                  } else {
                    escaped.append(String.format("\\u%04x", each));
                  }
                }
              }
            });
    return escaped.append('"').toString();
  }

  private void indent(int spaces) {
    out.repeat(' ', spaces);
  }
}
