package io.limpet.proxy.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import io.limpet.proxy.listener.SharedDatagrams;
import io.limpet.proxy.listener.SharedSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A process of another user neither gets the sockets nor gives any, though anybody may connect and
/// listen in the abstract namespace. Only root can start one.
final class StrangersTest {
  private static final int FIRST_BASE_ID = 1_000;
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
  private static final int NOBODY = 65_534;
  private static final Path PERL = Path.of("/usr/bin/perl"); // every Debian has it
  private static final String CONNECTS =
      """
      use Socket;
      $SIG{PIPE} = "IGNORE"; # it may be refused before it has said anything
      socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die;
      connect($s, pack_sockaddr_un("\\0limpet_domain_socket_$ARGV[0]")) or die "connect: $!";
      syswrite($s, "limpet hot restart 2\\n");
      print scalar <$s>;
      """;
  private static final String LISTENS =
      """
      use Socket;
      socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die;
      bind($s, pack_sockaddr_un("\\0limpet_domain_socket_$ARGV[0]")) or die "bind: $!";
      listen($s, 1) or die;
      $| = 1;
      print "listens\\n";
      accept(my $c, $s);
      <STDIN>;
      """;

  private final RestartPlace place =
      new RestartPlace(ThreadLocalRandom.current().nextInt(FIRST_BASE_ID, Integer.MAX_VALUE), 0);

  @BeforeEach
  void asRoot() {
    assumeTrue(
        new UnixSystem().getUid() == 0 && Files.isExecutable(SETPRIV) && Files.isExecutable(PERL),
        "SKIPPED: only root can be another user, so nothing is known about strangers");
  }

  private Process stranger(String program) throws IOException {
    return new ProcessBuilder(
            SETPRIV.toString(),
            "--reuid=" + NOBODY,
            "--clear-groups",
            PERL.toString(),
            "-e",
            program,
            place.baseId() + "_" + place.epoch())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void noneGetsTheSockets() throws Exception {
    Queue<String> happened = new ConcurrentLinkedQueue<>();
    HotRestartParent.Estate estate =
        new HotRestartParent.Estate() {
          @Override
          public List<SharedSocket> sockets() {
            happened.add("sockets were asked for");
            return List.of();
          }

          @Override
          public boolean hold(List<SharedSocket> sockets, Runnable act) {
            happened.add("sockets were passed");
            return false;
          }

          @Override
          public void release(Duration limit) {
            happened.add("the place was given up");
          }

          @Override
          public @Nullable SharedDatagrams datagrams(String name) {
            happened.add("sockets of datagrams were asked for");
            return null;
          }

          @Override
          public void tell(String text) {
            happened.add(text);
          }
        };
    try (HotRestartParent _ = HotRestartParent.listen(place, 1, estate)) {
      Process other = stranger(CONNECTS);
      try (BufferedReader said = other.inputReader()) {
        assertThat(said.readLine())
            .isEqualTo(
                "refused process %d is user 65534's, and this one is user 0's"
                    .formatted(other.pid()));
      } finally {
        other.destroy();
      }
    }
    assertThat(happened).isEmpty();
  }

  @Test
  void noneIsAskedForSockets() throws Exception {
    Process other = stranger(LISTENS);
    try (BufferedReader said = other.inputReader()) {
      assertThat(said.readLine()).isEqualTo("listens");
      assertThatThrownBy(() -> HotRestartChild.find(new RestartPlace(place.baseId(), 1)))
          .isInstanceOf(HotRestartException.class)
          .hasMessage(
              ("the process of %s is not to be trusted: process %d is user 65534's, and this one is"
                      + " user 0's; run both as the same user")
                  .formatted(place, other.pid()));
    } finally {
      other.destroy();
    }
  }
}
