package io.limpet.sameness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A client that calls as browsers do, in gRPC-Web, through the JDK's HttpClient.
record GrpcWebCaller(int port, HttpClient client) {
  private static final int TRAILERS = 0x80;

  /// Its status, its messages and its trailers.
  String call(String method, boolean text, String... headers) throws Exception {
    String type = text ? "application/grpc-web-text" : "application/grpc-web+proto";
    byte[] message = {0, 0, 0, 0, 2, 'm', 'e'};
    byte[] body = text ? Base64.getEncoder().encode(message) : message;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/test.Service/" + method))
            .header("content-type", type)
            .header("accept", type)
            .POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
    byte[] frames = text ? decoded(answer.body()) : answer.body();
    return answer.statusCode() + inHead(answer) + " " + told(ByteBuffer.wrap(frames));
  }

  private static String inHead(HttpResponse<byte[]> answer) {
    return answer
        .headers()
        .firstValue("grpc-status")
        .map(status -> " grpc-status:" + status)
        .orElse("");
  }

  /// Pieces of base64, each with its own padding, behind each other.
  private static byte[] decoded(byte[] text) {
    ByteBuffer out = ByteBuffer.allocate(text.length);
    for (int at = 0; at < text.length; at += 4) {
      out.put(Base64.getDecoder().decode(new String(text, at, 4, ISO_8859_1)));
    }
    byte[] all = new byte[out.position()];
    out.flip().get(all);
    return all;
  }

  private static String told(ByteBuffer frames) {
    List<String> told = new ArrayList<>();
    while (frames.hasRemaining()) {
      int flags = frames.get() & 0xff;
      byte[] bytes = new byte[frames.getInt()];
      frames.get(bytes);
      String text = new String(bytes, ISO_8859_1);
      told.add(flags == TRAILERS ? text.strip().replace("\r\n", ", ") : "[" + text + "]");
    }
    return String.join(" ", told);
  }
}
