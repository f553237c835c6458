package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.limpet.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A real gRPC client and server, and the proxy between them.
final class GrpcTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int LARGE = 3_000_000;

  private static final MethodDescriptor<String, String> UNARY = method("unary", MethodType.UNARY);
  private static final MethodDescriptor<String, String> DOWN =
      method("down", MethodType.SERVER_STREAMING);
  private static final MethodDescriptor<String, String> BOTH =
      method("both", MethodType.BIDI_STREAMING);

  @SuppressWarnings("NullAway.Init") // set before each test
  private Server server;

  @SuppressWarnings("NullAway.Init") // set before each test
  private TestProxy proxy;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ManagedChannel channel;

  private enum Text implements MethodDescriptor.Marshaller<String> {
    PLAIN;

    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static MethodDescriptor<String, String> method(String name, MethodType type) {
    return MethodDescriptor.<String, String>newBuilder(Text.PLAIN, Text.PLAIN)
        .setFullMethodName("test.Service/" + name)
        .setType(type)
        .build();
  }

  @BeforeEach
  void open() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(Plans.LOOPBACK, 0))
            .addService(
                ServerServiceDefinition.builder("test.Service")
                    .addMethod(UNARY, ServerCalls.asyncUnaryCall(GrpcTest::unary))
                    .addMethod(DOWN, ServerCalls.asyncServerStreamingCall(GrpcTest::down))
                    .addMethod(BOTH, ServerCalls.asyncBidiStreamingCall(GrpcTest::both))
                    .build())
            .build()
            .start();
    var at = new InetSocketAddress(Plans.LOOPBACK, server.getPort());
    proxy = new TestProxy(new Plans().http2().to(List.of(at)));
    channel =
        NettyChannelBuilder.forAddress(proxy.address())
            .usePlaintext()
            .maxInboundMessageSize(2 * LARGE)
            .build();
  }

  @AfterEach
  void close() throws InterruptedException {
    var _ = channel.shutdownNow();
    var _ = channel.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS);
    proxy.close();
    var _ = server.shutdownNow();
    server.awaitTermination();
  }

  private static void unary(String request, StreamObserver<String> answer) {
    if (request.startsWith("fail")) {
      answer.onError(Status.FAILED_PRECONDITION.withDescription("not so").asRuntimeException());
    } else if (!request.startsWith("hang")) {
      answer.onNext(request.startsWith("large") ? "x".repeat(LARGE) : "to " + request);
      answer.onCompleted();
    }
  }

  private static void down(String request, StreamObserver<String> answer) {
    for (int i = 0; i < 100; i++) {
      answer.onNext(request + i);
    }
    answer.onCompleted();
  }

  private static StreamObserver<String> both(StreamObserver<String> answer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(String value) {
        answer.onNext("re " + value);
      }

      @Override
      public void onError(Throwable failed) {
        answer.onError(failed);
      }

      @Override
      public void onCompleted() {
        answer.onCompleted();
      }
    };
  }

  private String ask(String request, CallOptions options) {
    return ClientCalls.blockingUnaryCall(channel, UNARY, options, request);
  }

  @Test
  void aCallIsAnsweredAndItsConnectionCarriesTheNext() {
    for (int i = 0; i < 20; i++) {
      assertThat(ask("me" + i, CallOptions.DEFAULT)).isEqualTo("to me" + i);
    }
    assertThat(proxy.metrics().cluster(Plans.CLUSTER + ";").counter("upstream_cx_total").sum())
        .isEqualTo(1);
  }

  @Test
  void aLargeAnswerAndALargeRequestPass() {
    assertThat(ask("large", CallOptions.DEFAULT)).hasSize(LARGE);
    String request = "y".repeat(LARGE);
    assertThat(ask(request, CallOptions.DEFAULT)).isEqualTo("to " + request);
  }

  @Test
  void aStatusAndItsTextComeInTrailers() {
    StatusRuntimeException failed =
        catchThrowableOfType(StatusRuntimeException.class, () -> ask("fail", CallOptions.DEFAULT));
    assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(failed.getStatus().getDescription()).isEqualTo("not so");
  }

  @Test
  void aDeadlineEndsTheCallAndNotTheConnection() {
    StatusRuntimeException failed =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> ask("hang", CallOptions.DEFAULT.withDeadlineAfter(100, TimeUnit.MILLISECONDS)));
    assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(ask("me", CallOptions.DEFAULT)).isEqualTo("to me");
    Await.until("nothing is under way", LIMIT, () -> proxy.endpointState().active() == 0);
  }

  @Test
  void aStreamOfAnswersComesInOrder() {
    List<String> got = new ArrayList<>();
    Iterator<String> answers =
        ClientCalls.blockingServerStreamingCall(channel, DOWN, CallOptions.DEFAULT, "n");
    answers.forEachRemaining(got::add);
    assertThat(got).hasSize(100).startsWith("n0", "n1").endsWith("n99");
  }

  @Test
  void bothSidesSpeakAtTheSameTime() {
    List<String> got = new CopyOnWriteArrayList<>();
    StreamObserver<String> receiver =
        new StreamObserver<>() {
          @Override
          public void onNext(String value) {
            got.add(value);
          }

          @Override
          public void onError(Throwable failed) {
            got.add("failed: " + failed);
          }

          @Override
          public void onCompleted() {
            got.add("end");
          }
        };
    StreamObserver<String> request =
        ClientCalls.asyncBidiStreamingCall(channel.newCall(BOTH, CallOptions.DEFAULT), receiver);
    for (int i = 0; i < 3; i++) {
      String said = "said " + i;
      request.onNext(said);
      Await.until("answer " + i, LIMIT, () -> got.contains("re " + said));
    }
    request.onCompleted();
    Await.until("the end", LIMIT, () -> got.contains("end"));
    assertThat(got).containsExactly("re said 0", "re said 1", "re said 2", "end");
  }

  @Test
  void anEndpointThatIsGoneIsUnavailable() {
    var _ = server.shutdownNow();
    StatusRuntimeException failed =
        catchThrowableOfType(StatusRuntimeException.class, () -> ask("me", CallOptions.DEFAULT));
    assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }
}
