package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.KnownHeader;
import io.limpet.proxy.codec.WordTable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The fields that both sides of a connection know from the beginning, by their numbers, as lines
/// `name: value`. Immutable.
public final class StaticFields {
  private static final int SEPARATOR = 2; // `: `

  private final int none;
  private final byte[][] lines;
  private final int[] nameLengths;
  private final int[] known;
  private final WordTable names;
  private final int[] firstOfName;

  /// `fields` has one on each line, `name` or `name: value`, and `first` is the first one's number.
  public StaticFields(String fields, int first) {
    String[] each = fields.strip().split("\n", -1);
    int end = first + each.length;
    none = first - 1;
    lines = new byte[end][];
    nameLengths = new int[end];
    known = new int[end];
    String[] found = new String[each.length];
    int[] firsts = new int[each.length];
    int count = 0;
    for (int index = first; index < end; index++) {
      String field = each[index - first];
      int colon = field.indexOf(':', 1);
      String name = colon < 0 ? field : field.substring(0, colon);
      lines[index] = (colon < 0 ? name + ": " : field).getBytes(StandardCharsets.US_ASCII);
      nameLengths[index] = name.length();
      known[index] = KnownHeader.find(name);
      if (!Arrays.asList(found).contains(name)) {
        found[count] = name;
        firsts[count] = index;
        count++;
      }
    }
    names = new WordTable(Arrays.copyOf(found, count));
    firstOfName = Arrays.copyOf(firsts, count);
  }

  /// `name: value`, from the first byte of the array to its last.
  public byte[] line(int index) {
    return lines[index];
  }

  public int nameLength(int index) {
    return nameLengths[index];
  }

  /// The number of the name's [KnownHeader].
  public int known(int index) {
    return known[index];
  }

  /// The first field of that name, or the number before the first one's.
  public int find(byte[] in, int from, int to) {
    int name = names.find(in, from, to);
    return name == WordTable.NONE ? none : firstOfName[name];
  }

  /// The field of that name and value, or the number before the first one's; `first` is the name's
  /// first, which those that follow it directly are looked at with.
  public int find(int first, byte[] in, int value, int valueEnd) {
    int nameLength = nameLengths[first];
    for (int index = first; index < lines.length && nameLengths[index] == nameLength; index++) {
      byte[] line = lines[index];
      if (Arrays.equals(line, nameLength + SEPARATOR, line.length, in, value, valueEnd)
          && Arrays.equals(line, 0, nameLength, lines[first], 0, nameLength)) {
        return index;
      }
    }
    return none;
  }
}
