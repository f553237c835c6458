package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.http.FormatText.Asked;
import io.limpet.proxy.log.FormatWriter;
import io.limpet.proxy.log.LogFilters;
import io.limpet.proxy.plan.LocalReplies;
import io.limpet.proxy.plan.LocalReplies.Mapper;
import io.limpet.proxy.plan.format.BodyFormat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Maps and formats the proxy's own answers (Envoy: source/common/local_reply/local_reply.cc).
public final class LocalReplyRewrite {
  private static final String TEXT = "text/plain";
  private static final String JSON = "application/json";

  private record Prepared(Mapper mapper, PreparedEdit headers) {}

  private final List<Prepared> mappers = new ArrayList<>();
  private final @Nullable BodyFormat format;

  public LocalReplyRewrite(LocalReplies plan) {
    for (Mapper mapper : plan.mappers()) {
      mappers.add(new Prepared(mapper, PreparedEdit.of(mapper.headers())));
    }
    this.format = plan.format();
  }

  /// What is answered in the end. `type` is the content type of its body, or null where the head
  /// has one already that is to stay; `json`: it was made as that.
  record Rewritten(int status, String body, @Nullable String type, boolean json) {
    /// The body as gRPC tells it: JSON without the end of its line.
    String message() {
      return json && body.endsWith("\n") ? body.substring(0, body.length() - 1) : body;
    }
  }

  /// The body's type stays what the route or a mapper says it is, as long as it fits the body: one
  /// that the route set is gone with the route's body.
  Rewritten rewrite(Exchange exchange, LocalReply reply, EditableResponseHead head) {
    @Nullable String typeBefore = head.header("content-type");
    if (mappers.isEmpty() && format == null) {
      return new Rewritten(reply.status(), reply.body(), typeBefore == null ? TEXT : null, false);
    }
    @Nullable Mapper mapper = map(exchange, head);
    int status = mapper == null || mapper.status() == 0 ? reply.status() : mapper.status();
    String mapped = mapper == null || mapper.body() == null ? reply.body() : mapper.body();
    exchange.localStatus(status);
    @Nullable BodyFormat how = mapper == null || mapper.format() == null ? format : mapper.format();
    String body = mapped;
    String type = TEXT;
    if (how != null) {
      head.status(status);
      body = FormatWriter.write(how, new Asked(exchange, head, mapped, "NotSet"));
      type = how.contentType();
    }
    @Nullable String typeNow = head.header("content-type");
    boolean own = typeNow != null && !typeNow.equals(typeBefore);
    boolean replaced = !own && !body.equals(reply.body());
    return new Rewritten(
        status, body, typeNow == null || replaced ? type : null, type.equals(JSON));
  }

  /// The first mapper that matches; its headers are added.
  private @Nullable Mapper map(Exchange exchange, EditableResponseHead head) {
    Asked asked = Asked.now(exchange, head);
    for (Prepared prepared : mappers) {
      if (LogFilters.pass(prepared.mapper().filter(), asked)) {
        prepared.headers().edit(asked, head);
        return prepared.mapper();
      }
    }
    return null;
  }
}
