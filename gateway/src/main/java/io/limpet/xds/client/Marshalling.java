package io.limpet.xds.client;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;

/// Messages as bytes, both ways. Generated services would need two more libraries for the same.
record Marshalling(Parser<? extends Message> parser) implements Marshaller<Message> {
  private static final String SERVICE = "envoy.service.discovery.v3.AggregatedDiscoveryService";

  static MethodDescriptor<Message, Message> method(
      String name, Parser<? extends Message> requests, Parser<? extends Message> responses) {
    return MethodDescriptor.<Message, Message>newBuilder()
        .setType(MethodType.BIDI_STREAMING)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(new Marshalling(requests))
        .setResponseMarshaller(new Marshalling(responses))
        .build();
  }

  @Override
  public InputStream stream(Message message) {
    return message.toByteString().newInput();
  }

  @Override
  public Message parse(InputStream bytes) {
    try {
      return parser.parseFrom(bytes);
    } catch (IOException broken) {
      throw Status.INTERNAL
          .withDescription("not a message of the discovery service: " + broken.getMessage())
          .withCause(broken)
          .asRuntimeException();
    }
  }
}
