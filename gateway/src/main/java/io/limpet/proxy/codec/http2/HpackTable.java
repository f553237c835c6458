package io.limpet.proxy.codec.http2;

import java.util.Arrays;

/// The dynamic table (RFC 7541, 2.3.2), of one side of a connection: lines `name: value` one after
/// the other in an array, and numbers that say where they are. No object stands for a field.
///
/// New lines go behind the last; when there is no room, all that live move to the front, so that
/// a line is always in one piece. The array has room for twice what the table may hold, so that
/// this costs each line no more than one more copy; it grows only as far as it is used.
final class HpackTable {
  /// What a field counts beyond its bytes (RFC 7541, 4.1).
  static final int OVERHEAD = 32;

  private static final int AT = 0;
  private static final int NAME = 1;
  private static final int VALUE = 2;
  private static final int TAG = 3;
  private static final int HASH = 4;
  private static final int FIELDS = 5;
  private static final int FIRST_BYTES = 512;
  private static final int FIRST_ENTRIES = 8;
  private static final int BETWEEN = 2;

  private byte[] bytes = {};
  private int[] entries = {};
  private int mask = -1; // entries of the ring, less one
  private int newest = -1;
  private int count;
  private int size;
  private int maxSize;

  HpackTable(int maxSize) {
    this.maxSize = maxSize;
  }

  int count() {
    return count;
  }

  int size() {
    return size;
  }

  int maxSize() {
    return maxSize;
  }

  void maxSize(int bytes) {
    maxSize = bytes;
    evict(0);
  }

  /// The array in which all lines are.
  byte[] bytes() {
    return bytes;
  }

  /// Where a line begins; 0 is the newest.
  int at(int index) {
    return entries[slot(index) + AT];
  }

  int nameLength(int index) {
    return entries[slot(index) + NAME];
  }

  int valueLength(int index) {
    return entries[slot(index) + VALUE];
  }

  /// What was given with the line.
  int tag(int index) {
    return entries[slot(index) + TAG];
  }

  private int slot(int index) {
    return ((newest - index) & mask) * FIELDS;
  }

  /// Adds a field, for which the oldest make room; one that is larger than the table empties it.
  /// The tag and the hash are kept with it.
  void add(FieldPlace field, int tag, int hash) {
    int more = field.nameLength() + field.valueLength() + OVERHEAD;
    evict(more);
    if (more > maxSize) {
      return;
    }
    int start = room(more - OVERHEAD + BETWEEN);
    int nameLength = field.nameLength();
    System.arraycopy(field.in, field.name, bytes, start, nameLength);
    bytes[start + nameLength] = ':';
    bytes[start + nameLength + 1] = ' ';
    int value = start + nameLength + BETWEEN;
    System.arraycopy(field.in, field.value, bytes, value, field.valueLength());
    if (count * FIELDS == entries.length) {
      growEntries();
    }
    newest = (newest + 1) & mask;
    count++;
    size += more;
    int slot = newest * FIELDS;
    entries[slot + AT] = start;
    entries[slot + NAME] = nameLength;
    entries[slot + VALUE] = field.valueLength();
    entries[slot + TAG] = tag;
    entries[slot + HASH] = hash;
  }

  private void growEntries() {
    int[] larger = new int[Math.max(FIRST_ENTRIES * FIELDS, entries.length * 2)];
    for (int index = 0; index < count; index++) {
      System.arraycopy(entries, slot(index), larger, (count - 1 - index) * FIELDS, FIELDS);
    }
    entries = larger;
    mask = larger.length / FIELDS - 1;
    newest = count - 1;
  }

  private void evict(int more) {
    while (count > 0 && size + more > maxSize) {
      int slot = slot(count - 1);
      size -= entries[slot + NAME] + entries[slot + VALUE] + OVERHEAD;
      count--;
    }
  }

  /// Where so many bytes may be put behind the newest line.
  private int room(int more) {
    int tail = count == 0 ? 0 : at(0) + nameLength(0) + BETWEEN + valueLength(0);
    if (tail + more <= bytes.length) {
      return tail;
    }
    int start = count == 0 ? 0 : at(count - 1);
    int live = tail - start;
    byte[] into = bytes;
    if ((live + more) * 2 > bytes.length) {
      int larger = Math.max((live + more) * 2, Math.min(bytes.length, maxSize) * 2);
      into = new byte[Math.max(FIRST_BYTES, larger)];
    }
    System.arraycopy(bytes, start, into, 0, live);
    bytes = into;
    for (int index = 0; index < count; index++) {
      entries[slot(index) + AT] -= start;
    }
    return live;
  }

  /// Which field is that one, whose hash is given; or -1.
  int find(FieldPlace field, int hash) {
    for (int index = 0; index < count; index++) {
      int slot = slot(index);
      if (entries[slot + HASH] == hash && same(slot, field)) {
        return index;
      }
    }
    return -1;
  }

  private boolean same(int slot, FieldPlace field) {
    int nameLength = entries[slot + NAME];
    int at = entries[slot + AT];
    int value = at + nameLength + BETWEEN;
    int end = value + entries[slot + VALUE];
    return Arrays.equals(bytes, value, end, field.in, field.value, field.valueEnd)
        && Arrays.equals(bytes, at, at + nameLength, field.in, field.name, field.nameEnd);
  }
}
