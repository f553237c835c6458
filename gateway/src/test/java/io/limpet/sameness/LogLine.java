package io.limpet.sameness;

/// What an access log says of one request.
record LogLine(String code, String flags, String details, String upstream, String rest) {
  static final String FORMAT =
      "%RESPONSE_CODE%\t%RESPONSE_FLAGS%\t%RESPONSE_CODE_DETAILS%\t%UPSTREAM_HOST%"
          + "\t%UPSTREAM_CLUSTER%\t%ROUTE_NAME%\n";

  static LogLine of(String line) {
    String[] parts = line.split("\t", 5);
    return parts.length < 5
        ? new LogLine(line, "", "", "", "")
        : new LogLine(parts[0], parts[1], parts[2], parts[3], parts[4]);
  }
}
