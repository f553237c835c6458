package io.limpet.proxy.health;

import io.limpet.proxy.plan.HealthCheckPlan.Question;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/// Bytes to the endpoint, and what comes back (Envoy: health_checkers/tcp). Where nothing is waited
/// for, a connection is enough, and nothing is sent either.
record TcpCheck(Question.Tcp question, CheckSocket socket) implements Check {
  private static final int MOST_BYTES = 1 << 20;

  @Override
  public Finding ask(long timeoutMillis) throws IOException {
    socket.begin(timeoutMillis);
    if (question.receive().isEmpty()) {
      socket.disconnect();
      return Finding.of(Outcome.PASSED);
    }
    socket.write(question.send());
    byte[] received = new byte[0];
    while (!question.receive().areIn(received, received.length)) {
      received = more(received);
    }
    if (!question.reuse()) {
      socket.disconnect();
    }
    return Finding.of(Outcome.PASSED);
  }

  private byte[] more(byte[] before) throws IOException {
    int count = socket.read();
    if (count < 0 || before.length > MOST_BYTES) {
      throw new EOFException("the pieces that are waited for did not come");
    }
    byte[] all = Arrays.copyOf(before, before.length + count);
    System.arraycopy(socket.bytes(), 0, all, before.length, count);
    return all;
  }
}
