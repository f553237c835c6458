package io.limpet.world.pods;

/// Istio's sample `helloworld`, as its image answers (istio: samples/helloworld/src/app.py).
record HelloApplication(String version, String pod) implements Application {
  private static final String HTML = "text/html; charset=utf-8";

  @Override
  public Answer answer(Request request) {
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    return switch (request.path()) {
      case "/hello" -> reads ? hello() : notAllowed();
      case "/health" -> reads ? new Answer(200, HTML, "Helloworld is healthy") : notAllowed();
      default -> new Answer(404, HTML, "Not Found\n");
    };
  }

  private Answer hello() {
    return new Answer(200, HTML, "Hello version: " + version + ", instance: " + pod + "\n");
  }

  private static Answer notAllowed() {
    return new Answer(405, HTML, "Method Not Allowed\n");
  }
}
