package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.plan.filter.GrpcHttp1BridgePlan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What clients of HTTP/1.1 who call in gRPC may say and hear at once.
final class GrpcHttp1BridgeTest {
  private static final int TOO_MANY = (1 << 20) + 1;

  /// The second is Envoy's too (1.40, measured).
  @ParameterizedTest
  @CsvSource({
    "application/x-protobuf, true, 413, , Payload Too Large",
    "application/grpc, false, 200, 2, ''",
    "application/x-protobuf, false, 500, , Internal Server Error",
  })
  void aMessageOrAnAnswerThatIsTooLargeIsRefused(
      String type, boolean asks, int status, String grpcStatus, String body) throws Exception {
    String large = "x".repeat(TOO_MANY);
    String asked = asks ? large : "small";
    String told = asks ? "small" : large;
    try (var upstream =
            FakeUpstream.answering(
                "HTTP/1.1 200 OK\r\ncontent-length: " + told.length() + "\r\n\r\n" + told);
        var proxy =
            new TestProxy(new Plans().filter(new GrpcHttp1BridgePlan(true, false)).to(upstream));
        var client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-type: " + type + "\r\n");
      client.send("content-length: " + asked.length() + "\r\n\r\n" + asked);
      Wire.Message answer = client.answer();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("grpc-status")).isEqualTo(grpcStatus);
      assertThat(answer.body()).isEqualTo(body);
    }
  }
}
