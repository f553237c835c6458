package io.limpet.admin;

/// What is sent back.
record Answer(int status, String contentType, String body) {
  private static final String TEXT = "text/plain; charset=UTF-8";

  static Answer text(String body) {
    return new Answer(200, TEXT, body);
  }

  static Answer text(int status, String body) {
    return new Answer(status, TEXT, body);
  }

  static Answer json(String body) {
    return new Answer(200, "application/json", body);
  }

  static Answer html(String body) {
    return new Answer(200, "text/html; charset=UTF-8", body);
  }
}
