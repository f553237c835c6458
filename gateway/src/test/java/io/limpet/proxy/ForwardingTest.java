package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Requests that are carried to an endpoint, and answers that are carried back.
class ForwardingTest {
  @Test
  void aRequestReachesTheEndpointAndItsAnswerTheClient() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      Wire.Message answer = client.get("/hello?a=b");

      assertThat(answer.first()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(answer.body()).isEqualTo(upstream.address());
      assertThat(answer.header("server")).isEqualTo("istio-envoy");
      assertThat(answer.header("date")).endsWith(" GMT");
      assertThat(answer.header("x-envoy-upstream-service-time")).matches("\\d+");
      Wire.Message seen = upstream.requests().getFirst();
      assertThat(seen.first()).isEqualTo("GET /hello?a=b HTTP/1.1");
      assertThat(seen.header("host")).isEqualTo("test");
      assertThat(seen.header("x-forwarded-proto")).isEqualTo("http");
      assertThat(seen.header("x-request-id"))
          .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
      assertThat(seen.header("x-envoy-attempt-count")).isEqualTo("1");
    }
  }
}
