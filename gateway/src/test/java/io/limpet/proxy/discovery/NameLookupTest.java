package io.limpet.proxy.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpet.FakeDns;
import io.limpet.proxy.discovery.DnsMessage.Answer;
import io.limpet.proxy.plan.DnsPlan;
import io.limpet.proxy.plan.DnsPlan.Family;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NameLookupTest {
  @TempDir Path folder;
  private FakeDns dns;

  @BeforeEach
  void open() throws IOException {
    dns = new FakeDns();
  }

  @AfterEach
  void close() {
    dns.close();
  }

  @ParameterizedTest
  @CsvSource({
    "V4_ONLY, 10.0.0.1 10.0.0.2, A",
    "V6_ONLY, 2001:db8:0:0:0:0:0:1, AAAA",
    "AUTO, 2001:db8:0:0:0:0:0:1, AAAA",
    "V4_PREFERRED, 10.0.0.1 10.0.0.2, A",
    "ALL, 10.0.0.1 10.0.0.2 2001:db8:0:0:0:0:0:1, A AAAA",
  })
  void eachFamilyAsksForWhatItWants(Family family, String found, String asked) throws IOException {
    dns.knows("both.test", "10.0.0.1", "2001:db8::1", "10.0.0.2");
    assertThat(texts(lookup(family, "").addresses("both.test"))).isEqualTo(found);
    assertThat(dns.questions().stream().map(each -> each.split(" ", 2)[0]))
        .containsExactly(asked.split(" ", -1));
  }

  @Test
  void theOtherFamilyIsAskedForWhereThereIsNoneOfTheFirst() throws IOException {
    dns.knows("four.test", "10.0.0.1");
    assertThat(texts(lookup(Family.AUTO, "").addresses("four.test"))).isEqualTo("10.0.0.1");
    dns.knows("six.test", "2001:db8::1");
    assertThat(lookup(Family.V4_PREFERRED, "").addresses("six.test")).hasSize(1);
  }

  @Test
  void aNameThatDoesNotExistHasNoAddress() throws IOException {
    assertThat(lookup(Family.ALL, "").addresses("nowhere.test")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"servfail", "refused", "silent", "garbage"})
  void whereNobodyCanTellThereIsAnException(String answer) {
    dns.knows("bad.test", answer);
    assertThatThrownBy(() -> lookup(Family.V4_ONLY, "").addresses("bad.test"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void anAliasCountsWithTheAddressBehindItAlone() throws IOException {
    dns.knows("alias.test", "alias:real.test", "10.0.0.7/9").knows("lost.test", "alias:real.test");
    List<Answer> found = lookup(Family.V4_ONLY, "").addresses("alias.test");
    assertThat(texts(found)).isEqualTo("10.0.0.7");
    assertThat(found.getFirst().ttlSeconds()).isEqualTo(9);
    assertThat(lookup(Family.V4_ONLY, "").addresses("lost.test")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "web, web.one.test web.two.test web",
    "web.sub, web.sub web.sub.one.test web.sub.two.test",
    "web., web",
  })
  void searchDomainsComeFirstForNamesWithFewDots(String name, String asked) throws IOException {
    assertThat(lookup(Family.V4_ONLY, "search one.test two.test").addresses(name)).isEmpty();
    assertThat(dns.questions())
        .containsExactly(("A " + asked.replace(" ", " A ")).split(" (?=A )", -1));
  }

  @Test
  void moreDotsMayBeAskedFor() throws IOException {
    var _ = lookup(Family.V4_ONLY, "search one.test\noptions ndots:5").addresses("a.b");
    assertThat(dns.questions()).containsExactly("A a.b.one.test", "A a.b");
  }

  @Test
  void addressesAndTheMachinesOwnNamesNeedNoServer() throws IOException {
    Files.writeString(folder.resolve("hosts"), "10.9.9.9  mine.test other # a comment\n");
    assertThat(texts(lookup(Family.V4_ONLY, "").addresses("MINE.test"))).isEqualTo("10.9.9.9");
    assertThat(texts(lookup(Family.V4_ONLY, "").addresses("10.1.2.3"))).isEqualTo("10.1.2.3");
    assertThat(dns.questions()).isEmpty();
  }

  private NameLookup lookup(Family family, String resolvConf) throws IOException {
    Files.writeString(folder.resolve("resolv.conf"), resolvConf + "\n");
    DnsPlan plan =
        new DnsPlan(
            DnsPlan.Kind.STRICT,
            family,
            new DnsPlan.Refresh(1_000, 0, 0, 0, false),
            new DnsPlan.Resolver(
                List.of(dns.address()), false, 1, 1, new DnsPlan.Flags(false, true)));
    return new NameLookup(
        plan,
        new SystemNames(folder.resolve("resolv.conf"), folder.resolve("hosts")),
        new Random(3));
  }

  private static String texts(List<Answer> records) {
    return String.join(
        " ", records.stream().map(Answer::address).map(InetAddress::getHostAddress).toList());
  }
}
