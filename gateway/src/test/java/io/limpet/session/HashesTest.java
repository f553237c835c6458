package io.limpet.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.Hashing;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The vectors are Envoy's own, or were measured on Envoy 1.40.
final class HashesTest {
  @ParameterizedTest
  @CsvSource({
    "'', 17241709254077376921, 15397730242686860875",
    "a, 15154266338359012955, 16051599287423682246",
    "foo, 3728699739546630719, 14071536367944281277",
    "bar, 5234164152756840025, 7333723550717575792",
  })
  void xxHashGivesItsPublishedValues(String text, String seed0, String seed1) {
    assertThat(Long.toUnsignedString(XxHash64.hash(text))).isEqualTo(seed0);
    assertThat(Long.toUnsignedString(XxHash64.hash(text, 1))).isEqualTo(seed1);
  }

  @Test
  void xxHashOfARingEntryIsEnvoys() {
    assertThat(Long.toUnsignedString(XxHash64.hash("127.0.0.1:90_0")))
        .isEqualTo("16117243373044804889");
  }

  @Test
  void xxHashAgreesWithAnotherImplementationOnRandomBytes() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      long hashSeed = random.nextBoolean() ? 0 : random.nextLong();
      assertThat(XxHash64.hash(new String(bytes, ISO_8859_1), hashSeed))
          .as("seed %d, input %d", seed, i)
          .isEqualTo(Hashing.xxh64(hashSeed).hashBytesToLong(bytes));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 6142509188972423790",
    "foo, 9631199822919835226",
    "127.0.0.1:80_0, 17613279263364193813",
  })
  void murmurHashGivesEnvoysValues(String text, String expected) {
    assertThat(Long.toUnsignedString(MurmurHash2.hash(text))).isEqualTo(expected);
  }
}
