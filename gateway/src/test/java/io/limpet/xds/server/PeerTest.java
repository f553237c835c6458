package io.limpet.xds.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.Grpc;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who is given private keys without having shown a certificate; `TlsTest` has those who show one.
final class PeerTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.8.0.1, true",
    "::1, true",
    "10.1.2.3, false",
    "203.0.113.7, false",
    "2001:db8::1, false"
  })
  void secretsStayOnThisMachine(String address, boolean given) {
    Attributes connection =
        Attributes.newBuilder()
            .set(
                Grpc.TRANSPORT_ATTR_REMOTE_ADDR,
                new InetSocketAddress(InetAddress.ofLiteral(address), 40_000))
            .build();
    assertThat(Peer.mayHaveSecrets(connection)).isEqualTo(given);
    assertThat(Peer.mayHaveSecrets(Attributes.EMPTY)).isFalse();
  }
}
