package io.limpet.proxy.tls;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why a handshake failed, in the words in which Envoy tells it: BoringSSL's number and names.
public final class TlsFailure {
  private static final Pattern OF_ENGINE =
      Pattern.compile("error:([0-9a-fA-F]{1,8}):([A-Za-z0-9 _]+):([A-Za-z0-9_]*):([A-Z0-9_ ]+)");
  private static final String NOT_VERIFIED =
      "268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED";

  /// What BoringSSL says of bytes that are no TLS (tls_record.cc); Netty does not show it those.
  private static final String NO_TLS =
      "268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER";

  private TlsFailure() {}

  /// Whether a connection failed by what came or did not come on it, and not by a mistake of ours.
  public static boolean isOfConnection(Throwable cause) {
    return cause instanceof IOException
        || (cause instanceof DecoderException && cause.getCause() instanceof SSLException);
  }

  public static String reason(@Nullable Throwable cause) {
    return "TLS_error:|" + words(cause) + ":TLS_error_end";
  }

  private static String words(@Nullable Throwable cause) {
    @Nullable String fault = PeerFault.told(cause);
    if (fault != null) {
      return NOT_VERIFIED + ":" + fault;
    }
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof NotSslRecordException) {
        return NO_TLS;
      }
      Matcher found = OF_ENGINE.matcher(String.valueOf(each.getMessage()));
      if (found.find()) {
        return "%d:%s:%s:%s"
            .formatted(
                Long.parseLong(found.group(1), 16), found.group(2), found.group(3), found.group(4));
      }
    }
    return "0:SSL routines:OPENSSL_internal:HANDSHAKE_FAILURE";
  }
}
