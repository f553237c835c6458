package io.limpet.model;

/// Where a text came from: a file's path (or another name of the source) and a line, counted from
/// 1; 0 if unknown.
public record Origin(String source, int line) {
  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line;
  }
}
