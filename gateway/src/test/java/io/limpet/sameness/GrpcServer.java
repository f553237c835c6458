package io.limpet.sameness;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A server of grpc-java that tells its name and what it was asked, and does to each attempt of a
/// call what the call's `x-do` says: `ok`, `status:CODE`, `message-then:CODE`, `hang`. The last
/// word is for all attempts that follow.
final class GrpcServer implements ServerInterceptor {
  static final MethodDescriptor<String, String> UNARY = method("unary", MethodType.UNARY);
  static final MethodDescriptor<String, String> DOWN = method("down", MethodType.SERVER_STREAMING);
  static final MethodDescriptor<String, String> UP = method("up", MethodType.CLIENT_STREAMING);
  static final MethodDescriptor<String, String> BOTH = method("both", MethodType.BIDI_STREAMING);
  static final int MANY = 500;

  private static final Metadata.Key<String> DO = key("x-do");
  private static final Metadata.Key<String> CALL = key("x-call");
  private static final Context.Key<String> ACTION = Context.key("action");
  private static final Context.Key<String> NAMED = Context.key("call");

  private final String name;
  private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
  private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
  private final HealthStatusManager health = new HealthStatusManager();
  private final Server server;

  GrpcServer(String name) throws IOException {
    this.name = name;
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
            .addService(health.getHealthService())
            .addService(
                ServerServiceDefinition.builder("test.Service")
                    .addMethod(UNARY, ServerCalls.asyncUnaryCall(this::unary))
                    .addMethod(DOWN, ServerCalls.asyncServerStreamingCall(GrpcServer::down))
                    .addMethod(UP, ServerCalls.asyncClientStreamingCall(this::up))
                    .addMethod(BOTH, ServerCalls.asyncBidiStreamingCall(this::both))
                    .build())
            .intercept(this)
            .addStreamTracerFactory(new NoDeadlines())
            .build()
            .start();
  }

  enum Text implements MethodDescriptor.Marshaller<String> {
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

  static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  int port() {
    return server.getPort();
  }

  /// What its health service says of itself.
  HealthStatusManager health() {
    return health;
  }

  int attempts(String call) {
    return attempts.getOrDefault(call, new AtomicInteger()).get();
  }

  boolean sawCancelled(String call) {
    return cancelled.contains(call);
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    String id = String.valueOf(headers.get(CALL));
    int attempt = attempts.computeIfAbsent(id, _ -> new AtomicInteger()).getAndIncrement();
    String wanted = headers.get(DO);
    String[] actions = wanted == null ? new String[] {"ok"} : wanted.split(", *", -1);
    String action = actions[Math.min(attempt, actions.length - 1)];
    if (action.startsWith("status:")) {
      return failing(call, status(action));
    }
    Context context = Context.current().withValue(ACTION, action).withValue(NAMED, id);
    return Contexts.interceptCall(context, call, headers, next);
  }

  /// The server does not hear of deadlines: that a client has given up it knows from the proxy, and
  /// does not cancel the call by its own clock a moment before the client does.
  private static final class NoDeadlines extends ServerStreamTracer.Factory {
    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
      headers.discardAll(key("grpc-timeout"));
      return new ServerStreamTracer() {};
    }
  }

  /// Only when the request is whole: how many of its messages came is then no matter of chance.
  private static <A, B> ServerCall.Listener<A> failing(ServerCall<A, B> call, Status status) {
    call.request(Integer.MAX_VALUE);
    return new ServerCall.Listener<>() {
      @Override
      public void onHalfClose() {
        call.close(status, new Metadata());
      }
    };
  }

  private static Status status(String action) {
    int code = Integer.parseInt(action.substring(action.indexOf(':') + 1));
    return Status.fromCodeValue(code).withDescription("told so");
  }

  private void unary(String request, StreamObserver<String> answer) {
    if (ACTION.get().equals("hang")) {
      awaitCancellation(answer);
      return;
    }
    answer.onNext(name + " to " + request);
    if (ACTION.get().startsWith("message-then")) {
      answer.onError(status(ACTION.get()).asRuntimeException());
    } else {
      answer.onCompleted();
    }
  }

  private void awaitCancellation(StreamObserver<String> answer) {
    String id = NAMED.get();
    ((ServerCallStreamObserver<String>) answer).setOnCancelHandler(() -> cancelled.add(id));
  }

  private static void down(String request, StreamObserver<String> answer) {
    for (int i = 0; i < MANY; i++) {
      answer.onNext(request + i);
    }
    answer.onCompleted();
  }

  private StreamObserver<String> up(StreamObserver<String> answer) {
    AtomicInteger count = new AtomicInteger();
    return receiver(
        _ -> count.incrementAndGet(),
        () -> {
          answer.onNext(name + " counts " + count.get());
          answer.onCompleted();
        });
  }

  private StreamObserver<String> both(StreamObserver<String> answer) {
    awaitCancellation(answer);
    return receiver(value -> answer.onNext(name + " to " + value), answer::onCompleted);
  }

  private static StreamObserver<String> receiver(Consumer<String> each, Runnable end) {
    return new StreamObserver<>() {
      @Override
      public void onNext(String value) {
        each.accept(value);
      }

      @Override
      public void onError(Throwable failed) {
        // The client has gone: the call's own listener is told of it.
      }

      @Override
      public void onCompleted() {
        end.run();
      }
    };
  }

  void stop() throws InterruptedException {
    var _ = server.shutdownNow();
    server.awaitTermination();
  }
}
