package io.limpet.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainTokenTest {
  private static final String ADDRESS = "127.0.0.1:21005";
  private static final long EXPIRES = 1_795_247_711L;
  private static final String COOKIE = "Cg8xMjcuMC4wLjE6MjEwMDU=";
  private static final String COOKIE_UNTIL = "Cg8xMjcuMC4wLjE6MjEwMDUQ35yF2AY=";

  @Test
  void cookiesAreWrittenAsEnvoyWritesThem() {
    assertThat(PlainToken.writeCookie(ADDRESS, 0)).isEqualTo(COOKIE);
    assertThat(PlainToken.writeCookie(ADDRESS, EXPIRES)).isEqualTo(COOKIE_UNTIL);
  }

  @Test
  void headersAreTheBareAddress() {
    assertThat(PlainToken.writeHeader("10.244.1.4:5000")).isEqualTo("MTAuMjQ0LjEuNDo1MDAw");
    assertThat(PlainToken.readHeader("MTAuMjQ0LjEuNDo1MDAw")).isEqualTo(names("10.244.1.4:5000"));
    assertThat(PlainToken.readHeader(null)).isEqualTo(Claim.ABSENT);
    assertThat(PlainToken.readHeader("")).isEqualTo(Claim.ABSENT);
    assertThat(PlainToken.readHeader("10.244.1.4:5000")).isEqualTo(Claim.BAD);
  }

  @Test
  void aCookieHoldsUpToAndInItsLastSecond() {
    assertThat(PlainToken.readCookie(COOKIE_UNTIL, EXPIRES - 1)).isEqualTo(names(ADDRESS));
    assertThat(PlainToken.readCookie(COOKIE_UNTIL, EXPIRES)).isEqualTo(names(ADDRESS));
    assertThat(PlainToken.readCookie(COOKIE_UNTIL, EXPIRES + 1)).isEqualTo(Claim.BAD);
    assertThat(PlainToken.readCookie(COOKIE, Long.MAX_VALUE)).isEqualTo(names(ADDRESS));
  }

  @Test
  void anOldCookieWithTheBareAddressIsRead() {
    assertThat(PlainToken.readCookie(PlainToken.writeHeader(ADDRESS), 0)).isEqualTo(names(ADDRESS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cg8xMjcuMC4wLjE6MjEwMDU", // no padding
        "Cg8xMjcuMC4wLjE6MjEwMDU==", // too much of it
        "Cg8xMjcuMC4wLjE6MjEwMDU=\n",
        "Cg8xMjcuMC4wLjE6MjEwMDV=", // bits behind the end
        "Cg8xMjcu=C4wLjE6MjEwMDU=",
        "Cg8xMjcuMC4wLjE6MjEwMD-_", // the alphabet of URLs
        "====",
        "=",
        "\u00ff\u00ff\u00ff\u00ff",
        "EAE=", // a message without an address
        "CgA=", // with an empty one
      })
  void tokensThatNameNothingAreBad(String value) {
    assertThat(PlainToken.readCookie(value, 0)).isEqualTo(Claim.BAD);
  }

  @Test
  void unknownFieldsAreSkippedAndTheLastOfTheSameCounts() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeString(1, "10.0.0.9:1");
    out.writeInt64(3, -1);
    out.writeFixed64(4, 7);
    out.writeFixed32(5, 7);
    out.writeTag(6, 3);
    out.writeInt64(7, 300);
    out.writeTag(6, 4);
    out.writeInt64(1, 12);
    out.writeString(2, "not a number");
    out.writeString(1, ADDRESS);
    out.flush();
    String value = Base64.getEncoder().encodeToString(bytes.toByteArray());
    assertThat(PlainToken.readCookie(value, 0)).isEqualTo(names(ADDRESS));
  }

  @Test
  void everyTruncationOfACookieIsAForeignAddressOrBad() {
    byte[] whole = Base64.getDecoder().decode(COOKIE_UNTIL);
    for (int length = 1; length < whole.length; length++) {
      String part = new String(whole, 0, length, ISO_8859_1);
      Claim claim = PlainToken.readCookie(PlainToken.writeHeader(part), 0);
      boolean wholeAddress = length == 2 + ADDRESS.length();
      assertThat(claim).isEqualTo(wholeAddress ? names(ADDRESS) : names(part));
    }
  }

  @Test
  void randomBytesNeverThrow() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(40)];
      random.nextBytes(bytes);
      String raw = new String(bytes, ISO_8859_1);
      String encoded = Base64.getEncoder().encodeToString(bytes);
      assertThat(PlainToken.readHeader(encoded)).as("seed %d", seed).isEqualTo(names(raw));
      assertThat(PlainToken.readCookie(encoded, 0)).as("seed %d", seed).isNotEqualTo(Claim.ABSENT);
      assertThat(PlainToken.readCookie(raw, 0)).as("seed %d", seed).isNotEqualTo(Claim.ABSENT);
    }
  }

  @Test
  void whatIsWrittenIsRead() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 5_000; i++) {
      String address = "a".repeat(1 + random.nextInt(300)) + ":" + random.nextInt(65_536);
      long expires = random.nextLong(Long.MAX_VALUE);
      String value = PlainToken.writeCookie(address, expires);
      assertThat(PlainToken.readCookie(value, expires))
          .as("seed %d", seed)
          .isEqualTo(names(address));
    }
  }

  private static Claim names(String address) {
    return new Claim.Names(address);
  }
}
