package io.limpet.proxy.health;

import io.limpet.proxy.plan.HealthCheckPlan.Question;
import io.limpet.proxy.plan.HealthPlan.Target;
import java.io.IOException;

/// A question to one endpoint, asked again and again on threads that may wait, one after the other.
interface Check {
  static Check of(Question question, Target target, CheckSocket socket) {
    return switch (question) {
      case Question.Http http -> new HttpCheck(http, target.host(), socket);
      case Question.Tcp tcp -> new TcpCheck(tcp, socket);
    };
  }

  static Check of(Question question, Target target, HealthThread given) {
    return of(question, target, new CheckSocket(target, given.contexts(), given.nanoTime()));
  }

  /// What the endpoint says; an exception where it says nothing.
  Finding ask(long timeoutMillis) throws IOException;

  CheckSocket socket();
}
