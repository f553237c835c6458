package io.limpet.proxy.health;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.nio.ByteBuffer;
import java.util.List;

/// The two messages of `grpc.health.v1.Health/Check` (grpc/health/v1/health.proto), which have one
/// field each: the service that is asked for, and how it does.
final class GrpcHealth {
  static final String PATH = "/grpc.health.v1.Health/Check";

  private static final int FIELD = 1;
  private static final int SERVING = 1;
  private static final int FRAME_HEAD = 5;

  private GrpcHealth() {}

  /// The question in gRPC's frame; an empty name asks for the server as a whole.
  static ByteBuffer request(String service) {
    UnknownFieldSet.Builder message = UnknownFieldSet.newBuilder();
    if (!service.isEmpty()) {
      ByteString name = ByteString.copyFromUtf8(service);
      message.addField(FIELD, Field.newBuilder().addLengthDelimited(name).build());
    }
    byte[] bytes = message.build().toByteArray();
    return ByteBuffer.allocate(FRAME_HEAD + bytes.length)
        .put((byte) 0)
        .putInt(bytes.length)
        .put(bytes)
        .flip()
        .asReadOnlyBuffer();
  }

  /// Whether the answer's message says that the service may be called. What is no message does not.
  static boolean isServing(ByteBuffer message) {
    try {
      List<Long> told =
          UnknownFieldSet.parseFrom(ByteString.copyFrom(message)).getField(FIELD).getVarintList();
      return !told.isEmpty() && told.getLast().intValue() == SERVING;
    } catch (InvalidProtocolBufferException broken) {
      return false;
    }
  }
}
