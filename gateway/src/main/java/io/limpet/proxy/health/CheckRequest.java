package io.limpet.proxy.health;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.plan.HealthCheckPlan.Header;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a check asks over HTTP/2; `body` is null where there is none.
record CheckRequest(
    String method,
    String scheme,
    String authority,
    String path,
    List<Header> headers,
    @Nullable ByteBuffer body) {

  /// Its head, which the caller releases.
  EditableRequestHead head(HeadPool heads) {
    EditableRequestHead head = EditableRequestHead.http2(heads, method, path);
    head.scheme(scheme);
    head.authority(authority);
    for (Header header : headers) {
      head.add(HeaderName.of(header.name()), header.value());
    }
    return head;
  }
}
