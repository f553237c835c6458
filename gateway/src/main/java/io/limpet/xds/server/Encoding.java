package io.limpet.xds.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Protobuf's bytes, put together of parts that are there already: the encodings of a message's
/// fields, one after the other, are its encoding (protobuf.dev, "Encoding"). So the bytes of a
/// resource are made once and shared by every response that has it.
final class Encoding {
  private Encoding() {}

  /// The same bytes for the same message, maps too.
  static ByteString of(Message message) {
    ByteString.Output out = ByteString.newOutput(message.getSerializedSize());
    CodedOutputStream coded = CodedOutputStream.newInstance(out);
    coded.useDeterministicSerialization();
    try {
      message.writeTo(coded);
      coded.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException("to memory", impossible);
    }
    return out.toByteString();
  }

  /// A field that holds a message or a text.
  static ByteString field(int number, ByteString content) {
    int tag = (number << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    int size =
        CodedOutputStream.computeUInt32SizeNoTag(tag)
            + CodedOutputStream.computeUInt32SizeNoTag(content.size());
    ByteString.Output out = ByteString.newOutput(size);
    CodedOutputStream coded = CodedOutputStream.newInstance(out, size);
    try {
      coded.writeUInt32NoTag(tag);
      coded.writeUInt32NoTag(content.size());
      coded.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException("to memory", impossible);
    }
    return out.toByteString().concat(content);
  }

  static ByteString field(int number, String content) {
    return field(number, ByteString.copyFromUtf8(content));
  }
}
