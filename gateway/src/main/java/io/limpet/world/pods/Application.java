package io.limpet.world.pods;

import java.util.Map;

/// What a built-in answers.
interface Application {
  /// A request, its body read and dropped. Names of headers are in lower case.
  record Request(String method, String path, Map<String, String> headers) {}

  /// A plain answer.
  record Answer(int status, String type, String body) {}

  Answer answer(Request request) throws InterruptedException;
}
