package io.limpet.proxy.plan;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a cluster's endpoints are asked whether they may serve (Envoy: health_check.proto).
public record HealthCheckPlan(Question question, Times times, Thresholds thresholds) {

  /// What is asked, and which answer is good.
  public sealed interface Question {

    /// A request, of which all is said but the `host`; `expected` and `retriable` are statuses,
    /// `body` the pieces that the answer's first `bodyBytes` must have, in this order. It goes over
    /// HTTP/1.1 where `http2` is null.
    record Http(
        String method,
        String path,
        List<Header> headers,
        List<Statuses> expected,
        List<Statuses> retriable,
        Pieces body,
        int bodyBytes,
        boolean reuse,
        @Nullable OverHttp2 http2)
        implements Question {
      public Http {
        headers = List.copyOf(headers);
        expected = List.copyOf(expected);
        retriable = List.copyOf(retriable);
      }
    }

    /// Bytes, and the pieces that must come back; where there are none, to be connected is enough.
    record Tcp(ByteBuffer send, Pieces receive, boolean reuse) implements Question {}

    /// A call of `grpc.health.v1.Health/Check` for this service, or for all that the endpoint has
    /// where that is empty.
    record Grpc(List<Header> headers, String service, boolean reuse, OverHttp2 http2)
        implements Question {
      public Grpc {
        headers = List.copyOf(headers);
      }
    }
  }

  /// How the cluster's endpoints are spoken to in HTTP/2.
  public record OverHttp2(Http2Plan settings, Connections.Heads heads) {}

  public record Header(String name, String value) {}

  /// From the first to before `end`.
  public record Statuses(long first, long end) {
    public boolean has(int status) {
      return status >= first && status < end;
    }
  }

  /// Bytes that must come, one piece after the other, with anything between them.
  public record Pieces(List<ByteBuffer> inOrder) {
    public static final Pieces NONE = new Pieces(List.of());

    public Pieces {
      inOrder = List.copyOf(inOrder);
    }

    public boolean isEmpty() {
      return inOrder.isEmpty();
    }

    /// Whether the first `length` of these bytes have them all.
    public boolean areIn(byte[] bytes, int length) {
      int from = 0;
      for (ByteBuffer piece : inOrder) {
        int at = indexOf(piece, bytes, from, length);
        if (at < 0) {
          return false;
        }
        from = at + piece.remaining();
      }
      return true;
    }

    private static int indexOf(ByteBuffer piece, byte[] bytes, int from, int length) {
      for (int at = from; at + piece.remaining() <= length; at++) {
        if (piece.equals(ByteBuffer.wrap(bytes, at, piece.remaining()))) {
          return at;
        }
      }
      return -1;
    }
  }

  /// How long a check may take, and how long it is until the next: by what the last one found, by
  /// whether that is only on the way to be believed (`edge`), and by whether the cluster ever had
  /// traffic.
  public record Times(long timeoutMillis, Intervals intervals, Jitter jitter) {}

  public record Intervals(
      long usualMillis,
      long unhealthyMillis,
      long unhealthyEdgeMillis,
      long healthyEdgeMillis,
      long noTrafficMillis,
      long noTrafficHealthyMillis) {}

  /// What chance adds: before the first check, and to each interval.
  public record Jitter(long initialMillis, long intervalMillis, int intervalPercent) {}

  /// How many answers in a row are believed.
  public record Thresholds(int unhealthy, int healthy) {}
}
