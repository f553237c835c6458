package io.limpet.proxy.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A fixed list of words, found by their bytes or as a text, without making an object.
public final class WordTable {
  public static final int NONE = -1;

  private final String[] words;
  private final byte[][] bytes;
  private final byte[] slots;
  private final int mask;

  public WordTable(String... words) {
    this.words = words.clone();
    this.bytes = new byte[words.length][];
    this.slots = new byte[Integer.highestOneBit(words.length * 4)];
    this.mask = slots.length - 1;
    for (int index = 0; index < words.length; index++) {
      bytes[index] = words[index].getBytes(StandardCharsets.ISO_8859_1);
      place(index);
    }
  }

  private void place(int index) {
    byte[] word = bytes[index];
    int slot = hash(word.length, word[0], word[word.length - 1]) & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = (byte) (index + 1);
  }

  String word(int index) {
    return words[index];
  }

  /// The index of the word that stands in the array, or [#NONE].
  public int find(byte[] in, int from, int to) {
    int size = to - from;
    if (size == 0) {
      return NONE;
    }
    int slot = hash(size, in[from], in[to - 1]) & mask;
    for (int found = slots[slot]; found != 0; found = slots[slot]) {
      byte[] word = bytes[found - 1];
      if (word.length == size && Arrays.equals(word, 0, size, in, from, to)) {
        return found - 1;
      }
      slot = (slot + 1) & mask;
    }
    return NONE;
  }

  /// The index of the word, or [#NONE].
  int find(String word) {
    int size = word.length();
    if (size == 0) {
      return NONE;
    }
    int slot = hash(size, word.charAt(0), word.charAt(size - 1)) & mask;
    for (int found = slots[slot]; found != 0; found = slots[slot]) {
      if (words[found - 1].equals(word)) {
        return found - 1;
      }
      slot = (slot + 1) & mask;
    }
    return NONE;
  }

  private static int hash(int size, int first, int last) {
    return size * 7 + first * 31 + last * 13;
  }
}
