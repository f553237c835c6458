package io.limpet.proxy.health;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.HealthCheckPlan.OverHttp2;
import io.limpet.proxy.plan.HealthCheckPlan.Question;
import io.limpet.proxy.plan.HealthPlan.Target;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A question to one endpoint, asked again and again on threads that may wait, one after the other.
interface Check {
  /// `scope`: where the cluster counts.
  static Check of(Question question, Target target, HealthThread given, Metrics.Scope scope) {
    CheckSocket socket = new CheckSocket(target, given.contexts(), given.nanoTime());
    return switch (question) {
      case Question.Http http -> of(http, target, socket, scope);
      case Question.Tcp tcp -> new TcpCheck(tcp, socket);
      case Question.Grpc grpc ->
          new GrpcCheck(
              new CheckRequest(
                  "POST",
                  target.scheme(),
                  target.host(),
                  GrpcHealth.PATH,
                  grpc.headers(),
                  GrpcHealth.request(grpc.service())),
              new CheckHttp2(socket, grpc.http2(), grpc.reuse(), scope));
    };
  }

  private static Check of(
      Question.Http http, Target target, CheckSocket socket, Metrics.Scope scope) {
    @Nullable OverHttp2 http2 = http.http2();
    if (http2 == null) {
      return new HttpCheck(http, target.host(), socket);
    }
    return new Http2Check(
        http,
        new CheckRequest(
            http.method(), target.scheme(), target.host(), http.path(), http.headers(), null),
        new CheckHttp2(socket, http2, http.reuse(), scope));
  }

  /// What the endpoint says; an exception where it says nothing.
  Finding ask(long timeoutMillis) throws IOException;

  /// The connection, which any thread may close.
  CheckSocket socket();

  /// The next check begins with a new connection. Only while none is under way, or by its thread.
  default void disconnect() throws IOException {
    socket().disconnect();
  }

  /// There will be no next check, and none is under way.
  default void release() {}
}
