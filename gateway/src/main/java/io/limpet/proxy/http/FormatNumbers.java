package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.http.FormatText.Asked;
import io.limpet.proxy.log.AddressTexts;
import io.limpet.proxy.plan.format.FormatString.NumberFact;
import org.jspecify.annotations.Nullable;

/// What of an exchange is a number. Below 0 there is none.
final class FormatNumbers {
  private FormatNumbers() {}

  static long of(NumberFact fact, Asked asked) {
    Exchange exchange = asked.exchange();
    return switch (fact) {
      case RESPONSE_CODE -> status(asked);
      case BYTES_RECEIVED -> exchange.requestBytes();
      case BYTES_SENT -> exchange.answered() ? exchange.answerBytes() : 0;
      case DURATION -> exchange.times().durationMillis();
      case UPSTREAM_REQUEST_ATTEMPT_COUNT -> exchange.upstream().attempts();
      case CONNECTION_ID -> exchange.connectionId();
      case REQUEST_HEADERS_BYTES -> exchange.requestRead() ? exchange.head().headerBytes() : 0;
      case RESPONSE_HEADERS_BYTES -> headerBytes(asked.answer());
      case RESPONSE_TRAILERS_BYTES -> trailerBytes(exchange.answerTrailers());
      case UPSTREAM_LOCAL_PORT -> AddressTexts.port(exchange.upstream().localAddress());
      case UPSTREAM_REMOTE_PORT -> AddressTexts.port(FormatTexts.upstreamRemote(exchange));
      case DOWNSTREAM_LOCAL_PORT, DOWNSTREAM_DIRECT_LOCAL_PORT ->
          AddressTexts.port(exchange.head().localAddress());
      case DOWNSTREAM_REMOTE_PORT -> AddressTexts.port(FormatTexts.remote(exchange.head()));
      case DOWNSTREAM_DIRECT_REMOTE_PORT -> AddressTexts.port(exchange.head().directAddress());
    };
  }

  /// An upstream's code is known as soon as it came, one of ours only when it is written. It is the
  /// one of HTTP/1.1 where a client of another version is told of an upgrade.
  static int status(Asked asked) {
    @Nullable EditableResponseHead answer = asked.answer();
    Exchange exchange = asked.exchange();
    return answer == null || exchange.local() || exchange.answered()
        ? exchange.status()
        : answer.status();
  }

  private static int headerBytes(@Nullable EditableResponseHead answer) {
    return answer == null ? 0 : answer.headerBytes();
  }

  private static int trailerBytes(@Nullable Trailers trailers) {
    return trailers == null ? 0 : trailers.textBytes();
  }
}
