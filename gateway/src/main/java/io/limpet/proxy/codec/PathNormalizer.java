package io.limpet.proxy.codec;

import org.jspecify.annotations.Nullable;

/// Envoy's `normalize_path` and `merge_slashes` (source/common/http/path_utility.cc), each step
/// tried on Envoy 1.40.
///
/// Normalising takes `\` for `/`, writes letters, digits and `-._~` plainly where they were in
/// percent form, puts what no path may have (`"<>^`{|}`) into percent form, and resolves dot
/// segments, also those with parameters (`..;x`). All other percent forms stay as they are, wrong
/// ones too. Slashes are merged after that. The query is never touched.
public final class PathNormalizer {
  private static final String HEX = "0123456789ABCDEF";

  private PathNormalizer() {}

  /// The path in normal form, the same object if it is so already; null if it may not be (`%00`:
  /// Envoy answers 400 with path_normalization_failed).
  public static @Nullable String normalize(String path, boolean normalize, boolean mergeSlashes) {
    if (path.isEmpty() || path.charAt(0) != '/' || !touched(path, normalize, mergeSlashes)) {
      return path;
    }
    int query = path.indexOf('?');
    int end = query < 0 ? path.length() : query;
    StringBuilder out = new StringBuilder(path.length() + 8);
    if (!normalize) {
      out.append(path, 0, end);
    } else if (!canonical(withoutDotParameters(path.substring(0, end)), out)) {
      return null;
    }
    if (mergeSlashes) {
      merge(out);
    }
    return out.append(path, end, path.length()).toString();
  }

  /// `%2F` and `%5C` as `/` and `\`, but not in the query; the same object where there is none.
  public static String unescapeSlashes(String path) {
    int query = path.indexOf('?');
    int end = query < 0 ? path.length() : query;
    int escape = escapedSlash(path, 0, end);
    if (escape < 0) {
      return path;
    }
    StringBuilder out = new StringBuilder(path.length());
    int at = 0;
    for (; escape >= 0; escape = escapedSlash(path, at, end)) {
      out.append(path, at, escape).append(path.charAt(escape + 1) == '2' ? '/' : '\\');
      at = escape + 3;
    }
    return out.append(path, at, path.length()).toString();
  }

  /// With every percent form as the byte that it stands for; wrong ones stay (Envoy: utility.cc,
  /// PercentEncoding::decode).
  public static String decoded(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      int octet = text.charAt(at) == '%' && at + 2 < text.length() ? octet(text, at) : -1;
      out.append(octet < 0 ? text.charAt(at) : (char) octet);
      at += octet < 0 ? 0 : 2;
    }
    return out.toString();
  }

  private static int escapedSlash(String path, int from, int end) {
    for (int at = path.indexOf('%', from);
        at >= 0 && at + 2 < end;
        at = path.indexOf('%', at + 1)) {
      int octet = octet(path, at);
      if (octet == '/' || octet == '\\') {
        return at;
      }
    }
    return -1;
  }

  /// Whether there is anything to do; most paths are done with this one look.
  private static boolean touched(String path, boolean normalize, boolean mergeSlashes) {
    char last = 0;
    for (int at = 0; at < path.length(); at++) {
      char letter = path.charAt(at);
      if (letter == '?') {
        return false;
      }
      if (last == '/' && ((letter == '/' && mergeSlashes) || (letter == '.' && normalize))) {
        return true;
      }
      if (normalize && (letter == '%' || letter == '\\' || escaped(letter))) {
        return true;
      }
      last = letter;
    }
    return false;
  }

  /// `..;x` is `..`, and `.;x` is `.`, where the dots are not in percent form. Servers behind read
  /// it so, and would otherwise be led past what was routed.
  private static String withoutDotParameters(String path) {
    if (!path.contains("/.;") && !path.contains("/..;")) {
      return path;
    }
    StringBuilder out = new StringBuilder(path.length());
    int at = 0;
    while (at < path.length()) {
      int next = path.indexOf('/', at + 1);
      int end = next < 0 ? path.length() : next;
      boolean dots = path.startsWith("/.;", at) || path.startsWith("/..;", at);
      out.append(path, at, dots ? path.indexOf(';', at) : end);
      at = end;
    }
    return out.toString();
  }

  private static boolean canonical(String path, StringBuilder out) {
    int end = path.length();
    int at = 0;
    while (at < end) {
      char letter = path.charAt(at);
      if (letter == '/' || letter == '\\') {
        closeSegment(out, false);
        out.append('/');
      } else if (letter == '%' && at + 2 < end) {
        int octet = octet(path, at);
        if (octet == 0) {
          return false;
        }
        if (unreserved(octet)) {
          out.append((char) octet);
        } else {
          out.append(path, at, at + (octet < 0 ? 1 : 3));
        }
        at += octet < 0 ? 0 : 2;
      } else if (escaped(letter)) {
        out.append('%').append(HEX.charAt(letter >> 4)).append(HEX.charAt(letter & 0xf));
      } else {
        out.append(letter);
      }
      at++;
    }
    closeSegment(out, true);
    return true;
  }

  /// The last segment is complete: `.` and `..` are taken away, `..` with the segment before it.
  private static void closeSegment(StringBuilder out, boolean last) {
    int slash = out.lastIndexOf("/");
    int size = out.length() - slash - 1;
    boolean dots = size > 0 && size <= 2 && out.charAt(slash + 1) == '.';
    if (!dots || out.charAt(out.length() - 1) != '.') {
      return;
    }
    int keep = size == 1 || slash == 0 ? slash : out.lastIndexOf("/", slash - 1);
    out.setLength(last ? keep + 1 : keep);
  }

  /// Envoy leaves a path of slashes alone as two.
  private static void merge(StringBuilder path) {
    int kept = 0;
    for (int at = 0; at < path.length(); at++) {
      if (path.charAt(at) != '/' || at == 0 || path.charAt(at - 1) != '/') {
        path.setCharAt(kept, path.charAt(at));
        kept++;
      }
    }
    boolean slashes = kept == 1 && path.length() > 1;
    path.setLength(slashes ? 2 : kept);
  }

  /// The byte that `%xx` stands for, or below 0.
  private static int octet(String path, int at) {
    int high = Octets.hex(path.charAt(at + 1));
    int low = Octets.hex(path.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static boolean unreserved(int octet) {
    return (octet < 0x80 && Character.isLetterOrDigit(octet))
        || octet == '-'
        || octet == '.'
        || octet == '_'
        || octet == '~';
  }

  private static boolean escaped(char letter) {
    return switch (letter) {
      case '"', '<', '>', '^', '`', '{', '|', '}', ' ', 0x7f -> true;
      default -> letter < ' ';
    };
  }
}
