package io.limpet.world;

import io.limpet.model.tree.Value;
import io.limpet.world.document.Tree;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Names as Kubernetes makes them: `helloworld-v1-<hash of the template>-<five by chance>`
/// (kubernetes: apimachinery/pkg/util/rand/rand.go).
final class PodNames {
  /// No vowels, and nothing that looks like another: no name can be a word.
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int SUFFIX = 5;
  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private PodNames() {}

  static String suffix(RandomGenerator random) {
    StringBuilder name = new StringBuilder(SUFFIX);
    for (int i = 0; i < SUFFIX; i++) {
      name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return name.toString();
  }

  /// The same for templates that say the same, in whatever order.
  static String hash(Value template) {
    StringBuilder name = new StringBuilder();
    String number = Integer.toUnsignedString(fnv(canonical(template)));
    for (int i = 0; i < number.length(); i++) {
      name.append(ALPHABET.charAt(number.charAt(i) % ALPHABET.length()));
    }
    return name.toString();
  }

  private static String canonical(Value value) {
    return switch (value) {
      case Value.Mapping mapping -> {
        var sorted = new TreeMap<String, String>();
        mapping.fields().forEach((name, each) -> sorted.put(name, canonical(each)));
        yield sorted.toString();
      }
      case Value.Sequence sequence ->
          sequence.items().stream().map(PodNames::canonical).toList().toString();
      case Value.Text _, Value.Whole _, Value.Fraction _, Value.Truth _, Value.Nothing _ ->
          Tree.text(value);
    };
  }

  /// FNV-1a of 32 bits.
  private static int fnv(String text) {
    int hash = FNV_OFFSET;
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    return hash;
  }
}
