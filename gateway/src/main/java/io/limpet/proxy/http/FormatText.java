package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.head.Headers;
import io.limpet.proxy.log.FormatTls;
import io.limpet.proxy.log.LogSubject;
import io.limpet.proxy.plan.format.FormatString;
import io.limpet.proxy.plan.format.FormatString.Between;
import io.limpet.proxy.plan.format.FormatString.GrpcStatus;
import io.limpet.proxy.plan.format.FormatString.Known;
import io.limpet.proxy.plan.format.FormatString.Literal;
import io.limpet.proxy.plan.format.FormatString.OfTls;
import io.limpet.proxy.plan.format.FormatString.Part;
import io.limpet.proxy.plan.format.FormatString.Path;
import io.limpet.proxy.plan.format.FormatString.QueryParameter;
import io.limpet.proxy.plan.format.FormatString.RequestHeader;
import io.limpet.proxy.plan.format.FormatString.ResponseHeader;
import io.limpet.proxy.plan.format.FormatString.ResponseTrailer;
import io.limpet.proxy.plan.format.FormatString.Text;
import io.limpet.proxy.plan.format.FormatString.Time;
import io.limpet.proxy.plan.match.HeaderTests;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What an exchange has to say in format strings (Envoy: stream_info_formatter.cc,
/// http_specific_formatter.cc).
public final class FormatText {
  private FormatText() {}

  /// What is asked: the exchange, the head of its answer so far, and, while a body of our own is
  /// written, what that was before.
  public record Asked(
      Exchange exchange, @Nullable EditableResponseHead answer, String localBody, String logType)
      implements LogSubject {
    /// For a change of headers.
    public static Asked now(Exchange exchange, @Nullable EditableResponseHead answer) {
      return new Asked(exchange, answer, "", "NotSet");
    }

    /// For a line of a log.
    public static Asked logged(Exchange exchange, String type) {
      return new Asked(exchange, exchange.response(), "", type);
    }

    @Override
    public long number(Part part) {
      return FormatText.number(part, this);
    }

    @Override
    public @Nullable String text(Part part) {
      return FormatText.text(part, this);
    }

    @Override
    public int status() {
      return exchange.status();
    }

    @Override
    public long durationMillis() {
      return exchange.times().durationMillis();
    }

    @Override
    public String flags() {
      return exchange.flags();
    }

    @Override
    public int grpcStatus() {
      return GrpcStatuses.ofAny(this);
    }

    @Override
    public boolean healthCheck() {
      return exchange.notes().healthCheck();
    }

    @Override
    public @Nullable String requestId() {
      return FormatHeaders.request(exchange, "x-request-id", "");
    }

    @Override
    public boolean matches(HeaderTests tests) {
      return exchange.requestRead() ? tests.any(exchange.head()) : tests.any(Headers.NONE);
    }

    @Override
    public RandomGenerator random() {
      return exchange.worker().random();
    }
  }

  /// The value of a part that is a number, or below 0 where it has none or is no number.
  private static long number(Part part, Asked asked) {
    return switch (part) {
      case FormatString.Amount(FormatString.NumberFact fact) -> FormatNumbers.of(fact, asked);
      case Between(FormatString.TimePoint from, FormatString.TimePoint to, long unit) ->
          asked.exchange().times().between(from, to, unit);
      case GrpcStatus(FormatString.GrpcForm form) ->
          form == FormatString.GrpcForm.NUMBER ? GrpcStatuses.of(asked) : -1;
      case Literal _,
          Known _,
          RequestHeader _,
          ResponseHeader _,
          ResponseTrailer _,
          Text _,
          OfTls _,
          Time _,
          Path _,
          QueryParameter _ ->
          -1;
    };
  }

  /// The value of a part that is a text, or null where it has none or is a number.
  private static @Nullable String text(Part part, Asked asked) {
    Exchange exchange = asked.exchange();
    return switch (part) {
      case Literal(String text) -> text;
      case Known(@Nullable String value, _) -> value;
      case RequestHeader(String name, String other, boolean query, int length) -> {
        @Nullable String value = FormatHeaders.request(exchange, name, other);
        yield cut(query ? value : FormatPaths.withoutQuery(value), length);
      }
      case ResponseHeader(String name, String other, int length) ->
          cut(FormatHeaders.response(asked.answer(), name, other), length);
      case ResponseTrailer(String name, String other, int length) ->
          cut(FormatHeaders.trailer(exchange.answerTrailers(), name, other), length);
      case Text(FormatString.TextFact fact) -> FormatTexts.of(fact, asked);
      case OfTls(FormatString.TlsFact fact, boolean upstream) ->
          FormatTls.of(fact, upstream ? exchange.upstream().tls() : exchange.head().tls());
      case Time(boolean now, DateTimeFormatter format) -> {
        long millis =
            now ? exchange.worker().clock().epochMillis() : exchange.times().startMillis();
        yield format.format(Instant.ofEpochMilli(millis));
      }
      case Path(boolean query, FormatString.PathKind kind, int length) ->
          cut(FormatPaths.path(exchange, query, kind), length);
      case QueryParameter(String name, int length) ->
          cut(FormatPaths.queryParameter(exchange, name), length);
      case GrpcStatus(FormatString.GrpcForm form) -> GrpcStatuses.name(asked, form);
      case FormatString.Amount _, Between _ -> null;
    };
  }

  private static @Nullable String cut(@Nullable String text, int length) {
    return text == null || text.length() <= length ? text : text.substring(0, length);
  }
}
