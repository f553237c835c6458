package io.limpet.proxy.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every row was tried on Envoy 1.40: the path sent, then what went upstream with `normalize_path`,
/// with `merge_slashes` as well, and with `merge_slashes` alone.
class PathNormalizerTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '\u0001',
      textBlock =
          """
          /%41 /A /A /%41
          /a%2Db%5f%7e /a-b_~ /a-b_~ /a%2Db%5f%7e
          /a"b /a%22b /a%22b /a"b
          /a<b>c /a%3Cb%3Ec /a%3Cb%3Ec /a<b>c
          /a`b{c}d|e^f /a%60b%7Bc%7Dd%7Ce%5Ef /a%60b%7Bc%7Dd%7Ce%5Ef /a`b{c}d|e^f
          /a[b] /a[b] /a[b] /a[b]
          /a\\b\\..\\c /a/c /a/c /a\\b\\..\\c
          /a/%2e%2E/b /b /b /a/%2e%2E/b
          /a/.%2e/b /b /b /a/.%2e/b
          /%2e / / /%2e
          /a/%2e /a/ /a/ /a/%2e
          /.. / / /..
          /a/.. / / /a/..
          /a/b/.. /a/ /a/ /a/b/..
          /a/b/. /a/b/ /a/b/ /a/b/.
          /a//../b /a/b /a/b /a/../b
          //../a /a /a /../a
          //..//a //a /a /../a
          /./a /a /a /./a
          /a/./b /a/b /a/b /a/./b
          /... /... /... /...
          /a/.../b /a/.../b /a/.../b /a/.../b
          /.a /.a /.a /.a
          /a. /a. /a. /a.
          /..a /..a /..a /..a
          /a%2eb /a.b /a.b /a%2eb
          /a;b=1/..;/c /c /c /a;b=1/..;/c
          /a/b/..;x/c /a/c /a/c /a/b/..;x/c
          /a/.;/c /a/c /a/c /a/.;/c
          /a/..; / / /a/..;
          /a/b/..; /a/ /a/ /a/b/..;
          /a/b/.; /a/b/ /a/b/ /a/b/.;
          /a/...;/c /a/...;/c /a/...;/c /a/...;/c
          /a/b/%2e%2e;/c /a/b/..;/c /a/b/..;/c /a/b/%2e%2e;/c
          /a/b/..;\\c /a/ /a/ /a/b/..;\\c
          /a/b/..;?x /a/?x /a/?x /a/b/..;?x
          /a/b/.;../c /a/b/c /a/b/c /a/b/.;../c
          /a/b/;../c /a/b/;../c /a/b/;../c /a/b/;../c
          /a?x/../y//z%2e /a?x/../y//z%2e /a?x/../y//z%2e /a?x/../y//z%2e
          /? /? /? /?
          /a/..?x /?x /?x /a/..?x
          /%zz /%zz /%zz /%zz
          /% /% /% /%
          /%2 /%2 /%2 /%2
          /a% /a% /a% /a%
          /%2e%2e%2fb /..%2fb /..%2fb /%2e%2e%2fb
          /a%2F..%2fb /a%2F..%2fb /a%2F..%2fb /a%2F..%2fb
          /a%252e /a%252e /a%252e /a%252e
          /a'b!$&()*+,=:@ /a'b!$&()*+,=:@ /a'b!$&()*+,=:@ /a'b!$&()*+,=:@
          /a//b///c// /a//b///c// /a/b/c/ /a/b/c/
          // // // //
          ///a ///a /a /a
          /a/../../b /b /b /a/../../b
          /a/b/../../../c/./d/ /c/d/ /c/d/ /a/b/../../../c/./d/
          /%c3%a4 /%c3%a4 /%c3%a4 /%c3%a4
          /%7F /%7F /%7F /%7F
          /%5C..%5cb /%5C..%5cb /%5C..%5cb /%5C..%5cb
          /%01 /%01 /%01 /%01
          /%20 /%20 /%20 /%20
          /a%0d%0ab /a%0d%0ab /a%0d%0ab /a%0d%0ab
          /a//b/../c /a//c /a/c /a/b/../c
          /a//./b /a//b /a/b /a/./b
          /a/.//b /a//b /a/b /a/./b
          /a%2E%2e/..b /a../..b /a../..b /a%2E%2e/..b
          /a\\ /a/ /a/ /a\\
          /a/..\\b?\\c /b?\\c /b?\\c /a/..\\b?\\c
          """)
  void pathsBecomeWhatEnvoyMakesOfThem(
      String path, String normal, String merged, String mergedAlone) {
    assertThat(PathNormalizer.normalize(path, true, false)).isEqualTo(normal);
    assertThat(PathNormalizer.normalize(path, true, true)).isEqualTo(merged);
    assertThat(PathNormalizer.normalize(path, false, true)).isEqualTo(mergedAlone);
    assertThat(PathNormalizer.normalize(path, false, false)).isSameAs(path);
  }

  @Test
  void aZeroByteInAPathIsRefused() {
    assertThat(PathNormalizer.normalize("/a%00b", true, false)).isNull();
    assertThat(PathNormalizer.normalize("/a%00b", false, true)).isEqualTo("/a%00b");
    assertThat(PathNormalizer.normalize("/a?%00b", true, true)).isEqualTo("/a?%00b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a/b", "/a.b/c.", "/a?b=//../c", "*", "", "?x=1"})
  void aPathInNormalFormIsNotCopied(String path) {
    assertThat(PathNormalizer.normalize(path, true, true)).isSameAs(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/../%2e%2e//b\\.", "/%2e%2e%2fb", "/x%zz/./y", "///..//"})
  void normalisingTwiceChangesNothingMore(String path) {
    String once = Objects.requireNonNull(PathNormalizer.normalize(path, true, true));
    assertThat(PathNormalizer.normalize(once, true, true)).isEqualTo(once);
  }
}
