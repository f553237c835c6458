package io.limpet.model.tree;

/// Something wrong with a text before anyone asks what it means. `path` is that of the field, empty
/// for the whole document; `code` is a stable word.
public record Mistake(int line, String path, String code, String message) {
  /// The text could not be read to its end.
  public static final String SYNTAX = "syntax";

  /// A key is there twice in one mapping.
  public static final String DUPLICATE_KEY = "duplicate-key";

  static Mistake duplicate(int line, String path, int firstLine) {
    return new Mistake(
        line,
        path,
        DUPLICATE_KEY,
        "is written twice, first in line " + firstLine + "; the first counts: remove one");
  }

  public boolean syntax() {
    return code.equals(SYNTAX);
  }
}
