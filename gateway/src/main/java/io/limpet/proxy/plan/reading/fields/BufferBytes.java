package io.limpet.proxy.plan.reading.fields;

import com.google.protobuf.UInt32Value;

/// `per_connection_buffer_limit_bytes` of a listener or a cluster.
public final class BufferBytes {
  private BufferBytes() {}

  /// 0 where nothing was written, or 0, with which an Envoy has no bound.
  public static int read(UInt32Value written) {
    return (int) Math.min(Integer.toUnsignedLong(written.getValue()), Integer.MAX_VALUE);
  }
}
