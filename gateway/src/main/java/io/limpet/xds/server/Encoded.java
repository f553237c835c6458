package io.limpet.xds.server;

import com.google.protobuf.ByteString;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/// Messages as bytes: responses are there already, and what is wrong with a request is told by who
/// reads it. Generated services would need two more libraries.
final class Encoded implements Marshaller<ByteString> {
  @Override
  public InputStream stream(ByteString message) {
    return new Content(message);
  }

  @Override
  public ByteString parse(InputStream bytes) {
    try {
      return ByteString.readFrom(bytes);
    } catch (IOException broken) {
      throw new UncheckedIOException("from memory", broken);
    }
  }

  /// Says its length, so that gRPC copies it once, into the buffers of the connection.
  private static final class Content extends InputStream implements KnownLength {
    private final InputStream bytes;

    Content(ByteString message) {
      this.bytes = message.newInput();
    }

    @Override
    public int read() throws IOException {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, target.length);
      return bytes.read(target, offset, length);
    }

    @Override
    public int available() throws IOException {
      return bytes.available();
    }
  }
}
