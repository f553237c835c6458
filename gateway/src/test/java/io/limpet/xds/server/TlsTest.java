package io.limpet.xds.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpet.metrics.Metrics;
import io.limpet.xds.server.AdsServer.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates that cannot be used end the start, and say which files.
final class TlsTest {
  @TempDir Path folder;

  @Test
  void filesThatAreNoCertificatesAreNamed() throws IOException {
    Path some = Files.writeString(folder.resolve("tls.crt"), "no certificate");
    InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    assertThatThrownBy(
            () ->
                new AdsServer(
                    List.of(
                        new Place(anywhere, null),
                        new Place(anywhere, new TlsFiles(some, folder.resolve("none"), null))),
                    _ -> new Feed(Clock.systemUTC()),
                    new Metrics()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none");
    assertThat(some).exists();
  }
}
