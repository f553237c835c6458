package io.limpet.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Keys and certificates as openssl writes them.
final class PemTest {
  private static String text(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/pem", name));
  }

  @ParameterizedTest
  @CsvSource({
    "rsa-pkcs1.pem, rsa.crt, RSA",
    "rsa-pkcs8.pem, rsa.crt, RSA",
    "ec-sec1.pem, ec.crt, EC",
    "ec-pkcs8.pem, ec.crt, EC",
    "p384-sec1.pem, p384.crt, EC",
    "ed25519.pem, ed25519.crt, EdDSA"
  })
  void aKeyOfEveryFormIsThatOfItsCertificate(String key, String certificate, String algorithm)
      throws Exception {
    PrivateKey read = Pem.key(text(key));
    assertThat(read.getAlgorithm()).isEqualTo(algorithm);
    assertThat(Pem.belongs(read, Pem.certificates(text(certificate)).getFirst())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"rsa-pkcs1.pem, ec.crt", "p384-sec1.pem, ec.crt"})
  void aKeyOfAnotherCertificateDoesNotBelong(String key, String certificate) throws Exception {
    assertThat(Pem.belongs(Pem.key(text(key)), Pem.certificates(text(certificate)).getFirst()))
        .isFalse();
  }

  @Test
  void aChainHasAllOfItsCertificatesAndWhatStandsBetweenIsAComment() throws Exception {
    String chain =
        "first\n" + text("ec.crt") + "\nsecond\n" + text("rsa.crt") + text("ec-sec1.pem");
    assertThat(Pem.certificates(chain))
        .extracting(each -> each.getSubjectX500Principal().getName())
        .containsExactly("CN=ec", "CN=rsa");
    assertThat(Pem.key(chain).getAlgorithm()).isEqualTo("EC");
  }

  @Test
  void whatIsWrongIsSaid() throws IOException {
    assertThatThrownBy(() -> Pem.key(text("encrypted.pem"))).hasMessageContaining("is encrypted");
    assertThatThrownBy(() -> Pem.key(text("ec.crt"))).hasMessageContaining("no private key");
    assertThatThrownBy(() -> Pem.certificates("")).hasMessageContaining("no certificate");
    String damaged = text("rsa-pkcs8.pem").replaceFirst("MII", "MIIIIII");
    assertThatThrownBy(() -> Pem.key(damaged)).hasMessageContaining("damaged");
    String cut = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----";
    assertThatThrownBy(() -> Pem.key(cut)).hasMessageContaining("cut off");
  }

  /// Bytes of a seed: whatever stands there is a key or a reason.
  @Test
  void noBytesAreAMistakeOfOurs() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      String what = i % 2 == 0 ? "EC PRIVATE KEY" : "RSA PRIVATE KEY";
      String text =
          "-----BEGIN %s-----%n%s%n-----END %s-----"
              .formatted(what, java.util.Base64.getEncoder().encodeToString(bytes), what);
      assertThatThrownBy(() -> Pem.key(text)).isInstanceOf(GeneralSecurityException.class);
    }
  }
}
