package io.limpet.xds.server;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.xds.server.Request.Answer;

/// What the server wants to know of its streams. Any thread.
interface Watcher {
  /// A gateway said who it is.
  void introduced(Node node);

  void received(int bytes);

  /// One response, and how long it took to make it and to hand it to the connection.
  void sent(ResourceType type, int bytes, long makingNanos, long sendingNanos);

  void refused(ResourceType type, Node node, Answer answer);

  void stale();

  void unknownType();

  /// Secrets were asked for by somebody who may not have them.
  void secretsKept();

  /// A stream waited so long for its turn to be told what is new.
  void queued(long nanos);

  /// A stream was told all that is new, so long after it changed.
  void converged(long nanos);

  void mistaken(RuntimeException ours);

  /// A gateway that had said who it is has gone.
  void left(Node node);

  void ended(Conversation stream);
}
