package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.http.FormatText.Asked;
import io.limpet.proxy.plan.format.FormatString.GrpcForm;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The gRPC status of an answer to a gRPC request (Envoy: source/common/grpc/common.cc,
/// getGrpcStatus): what its trailer says, or its header, or what its HTTP status means.
final class GrpcStatuses {
  static final int NONE = -1;

  /// What is told of a status that is no number.
  private static final int INVALID = -2;

  /// By their numbers; Envoy writes them in this form, and Abseil as words with `_`.
  private static final List<String> NAMES =
      List.of(
          "OK",
          "Canceled",
          "Unknown",
          "InvalidArgument",
          "DeadlineExceeded",
          "NotFound",
          "AlreadyExists",
          "PermissionDenied",
          "ResourceExhausted",
          "FailedPrecondition",
          "Aborted",
          "OutOfRange",
          "Unimplemented",
          "Internal",
          "Unavailable",
          "DataLoss",
          "Unauthenticated");

  private GrpcStatuses() {}

  /// The number, or [#NONE] where the request was no gRPC or has no answer.
  static int of(Asked asked) {
    return GrpcReply.isWanted(asked.exchange().head()) ? ofAny(asked) : NONE;
  }

  /// The same, whatever the request was.
  static int ofAny(Asked asked) {
    @Nullable EditableResponseHead answer = asked.answer();
    if (answer == null) {
      return NONE;
    }
    @Nullable Trailers trailers = asked.exchange().answerTrailers();
    @Nullable String last = trailers == null ? null : trailers.value("grpc-status");
    @Nullable String told = last == null ? answer.header("grpc-status") : last;
    if (told == null || told.isEmpty()) {
      int code = FormatNumbers.status(asked);
      return code == 0 ? NONE : GrpcReply.status(code);
    }
    try {
      return Integer.parseUnsignedInt(told);
    } catch (NumberFormatException notANumber) {
      return INVALID;
    }
  }

  /// The name, or null where there is none, or a number is wanted.
  static @Nullable String name(Asked asked, GrpcForm form) {
    int number = of(asked);
    if (number == INVALID) {
      return "-1";
    }
    if (number < 0 || form == GrpcForm.NUMBER) {
      return null;
    }
    if (number >= NAMES.size()) {
      return Integer.toString(number);
    }
    return form == GrpcForm.SNAKE_STRING ? snake(number) : NAMES.get(number);
  }

  private static String snake(int number) {
    return switch (number) {
      case 0 -> "OK";
      case 1 -> "CANCELLED";
      default -> {
        StringBuilder out = new StringBuilder();
        String name = NAMES.get(number);
        for (int i = 0; i < name.length(); i++) {
          boolean begins = i > 0 && Character.isUpperCase(name.charAt(i));
          out.append(begins ? "_" : "").append(name.charAt(i));
        }
        yield out.toString().toUpperCase(Locale.ROOT);
      }
    };
  }
}
