package io.limpet.mesh;

import io.limpet.model.istio.ExtensionProvider;
import io.limpet.model.istio.ExtensionProvider.Description;
import io.limpet.model.istio.ProxyConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a gateway tells of its requests.
public record Reporting(Logs logs, Spans spans) {
  /// As the mesh's own settings say.
  public static final Reporting OF_MESH = new Reporting(new LogsOfMesh(), new SpansOfMesh());

  public sealed interface Logs {}

  /// `accessLogFile` and the like.
  public record LogsOfMesh() implements Logs {}

  /// In the order of the providers' names; there may be none.
  public record Listed(List<Log> logs) implements Logs {
    public Listed {
      logs = List.copyOf(logs);
    }
  }

  /// `place` is null for files; `expression` is CEL, empty for none.
  public record Log(ExtensionProvider provider, @Nullable Place place, String expression) {}

  /// A service, and the cluster of its port.
  public record Place(String host, String cluster) {}

  public sealed interface Spans {}

  /// `enableTracing` and the like.
  public record SpansOfMesh() implements Spans {}

  /// There are none.
  public record NoSpans() implements Spans {}

  /// `service` is what the gateway calls itself; `sampling` is in percent, null where
  /// not written; no `customTags` are those of the mesh.
  public record Sent(
      Description provider,
      Place place,
      String service,
      @Nullable Double sampling,
      List<ProxyConfig.Tag> customTags,
      boolean useRequestId,
      boolean istioTags)
      implements Spans {
    public Sent {
      customTags = List.copyOf(customTags);
    }
  }
}
