package io.limpet.xds.server;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;

/// Requests as they come. Generated services would need two more libraries for the same.
record Requests(Parser<? extends Message> parser) implements Marshaller<Message> {
  @Override
  public InputStream stream(Message message) {
    return message.toByteString().newInput();
  }

  @Override
  public Message parse(InputStream bytes) {
    try {
      return parser.parseFrom(bytes);
    } catch (IOException broken) {
      throw Status.INVALID_ARGUMENT
          .withDescription("not a request of the discovery service: " + broken.getMessage())
          .withCause(broken)
          .asRuntimeException();
    }
  }
}
