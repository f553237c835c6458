package io.limpet.sameness;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.limpet.Await;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A client of grpc-java at one of the two proxies. What it hears is told as text.
final class GrpcCaller {
  static final Duration LIMIT = Duration.ofSeconds(10);

  private final String proxy;
  private final ManagedChannel channel;
  private final AtomicReference<@Nullable Metadata> head = new AtomicReference<>();
  private final AtomicReference<@Nullable Metadata> trailers = new AtomicReference<>();

  GrpcCaller(String proxy, int port) {
    this.proxy = proxy;
    this.channel =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))
            .usePlaintext()
            .disableRetry()
            .build();
  }

  /// What the servers know a call by.
  String id(String call) {
    return proxy + " " + call;
  }

  /// A header of the last answer; null where it has none.
  @Nullable String header(String name) {
    Metadata read = head.get();
    return read == null ? null : read.get(GrpcServer.key(name));
  }

  private Channel with(Map<String, String> headers) {
    Metadata wishes = new Metadata();
    headers.forEach(
        (name, value) ->
            wishes.put(GrpcServer.key(name), name.equals("x-call") ? id(value) : value));
    head.set(null);
    return ClientInterceptors.intercept(
        channel,
        MetadataUtils.newAttachHeadersInterceptor(wishes),
        MetadataUtils.newCaptureMetadataInterceptor(head, trailers));
  }

  private static CallOptions within(long millis) {
    return CallOptions.DEFAULT.withDeadlineAfter(millis, TimeUnit.MILLISECONDS);
  }

  String unary(Map<String, String> headers) {
    return unary(headers, LIMIT.toMillis());
  }

  String unary(Map<String, String> headers, long millis) {
    try {
      return "OK: "
          + ClientCalls.blockingUnaryCall(with(headers), GrpcServer.UNARY, within(millis), "me");
    } catch (StatusRuntimeException failed) {
      return told(failed.getStatus());
    }
  }

  static String told(Status status) {
    String text = status.getDescription();
    return status.getCode() + (text == null ? "" : ": " + text);
  }

  /// A stream of answers: how many, the first and the last.
  String down() {
    List<String> got = new ArrayList<>();
    ClientCalls.blockingServerStreamingCall(
            with(Map.of()), GrpcServer.DOWN, within(LIMIT.toMillis()), "n")
        .forEachRemaining(got::add);
    return got.size() + " from " + got.getFirst() + " to " + got.getLast();
  }

  /// A stream of requests.
  String up() {
    Heard heard = new Heard();
    StreamObserver<String> request =
        ClientCalls.asyncClientStreamingCall(
            with(Map.of()).newCall(GrpcServer.UP, within(LIMIT.toMillis())), heard);
    for (int i = 0; i < GrpcServer.MANY; i++) {
      request.onNext("n" + i);
    }
    request.onCompleted();
    return String.join(", ", heard.whole());
  }

  /// Each side waits for the other's word, twice.
  String both(Map<String, String> headers) {
    Heard heard = new Heard();
    StreamObserver<String> request =
        ClientCalls.asyncBidiStreamingCall(
            with(headers).newCall(GrpcServer.BOTH, within(LIMIT.toMillis())), heard);
    for (int i = 1; i <= 2; i++) {
      int answers = i;
      request.onNext("m" + i);
      Await.until("answer " + i, LIMIT, () -> heard.words.size() >= answers);
    }
    request.onCompleted();
    return String.join(", ", heard.whole());
  }

  /// A stream that the client gives up in the middle.
  void cancelled(Map<String, String> headers) {
    Heard heard = new Heard();
    ClientCall<String, String> call =
        with(headers).newCall(GrpcServer.BOTH, within(LIMIT.toMillis()));
    StreamObserver<String> request = ClientCalls.asyncBidiStreamingCall(call, heard);
    request.onNext("m");
    Await.until("an answer", LIMIT, () -> !heard.words.isEmpty());
    call.cancel("enough", null);
    var _ = heard.whole();
  }

  /// What comes of a stream, and its end as the last word.
  private static final class Heard implements StreamObserver<String> {
    private final List<String> words = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    @Override
    public void onNext(String value) {
      words.add(value);
    }

    @Override
    public void onError(Throwable failed) {
      words.add(told(Status.fromThrowable(failed)));
      over = true;
    }

    @Override
    public void onCompleted() {
      words.add("OK");
      over = true;
    }

    List<String> whole() {
      Await.until("the end of the stream", LIMIT, () -> over);
      return words;
    }
  }

  void stop() throws InterruptedException {
    var _ = channel.shutdownNow();
    var _ = channel.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }
}
