package io.limpet.sameness;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The program `openssl` as a client: another make of TLS than the JDK's and than either proxy's.
final class OpenSslTool {
  private static final String REQUEST = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

  private OpenSslTool() {}

  /// What `s_client` prints of a connection to this port on which one request is answered.
  static String client(int port, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
    command.addAll(List.of("-ign_eof", "-servername", "example.com"));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(REQUEST.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException refused) {
      // It has ended before it could send; what it prints says why.
    }
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }
}
