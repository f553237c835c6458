package io.limpet.xds.client;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.MethodDescriptor;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One of the two ways of talking that the protocol has (xds_protocol.rst): the state of the world,
/// whole lists each time, or differences. It remembers what has to be said again.
interface Dialect {
  int INTERNAL = 13; // google.rpc.Code, which is what Envoy refuses with

  MethodDescriptor<Message, Message> method();

  /// A new stream: what was said on the last one does not count there.
  void begin();

  /// The request for exactly these names from now on; nothing where that is what was said before.
  /// A type of which all is wanted has no names.
  Optional<Message> subscribe(ResourceType type, Set<String> names);

  /// Resources of these names are held that came in no response of this process. Which versions
  /// they are does not matter: all are to be told again, and those that are gone are to be removed.
  void restored(ResourceType type, Set<String> names);

  /// What a response says, if it is of a type that is known here.
  Optional<Update> read(Message response);

  /// The answer to an update: that it was taken or, with `refusal`, what was not.
  Message answer(Update update, @Nullable String refusal);

  static com.google.rpc.Status error(String refusal) {
    return com.google.rpc.Status.newBuilder().setCode(INTERNAL).setMessage(refusal).build();
  }

  /// The message as it is sent: with who we are, where that is told each time.
  Message from(Node node, Message request);

  static Update.Received unnamed(Any body) {
    return new Update.Received("", "", body);
  }
}
