package io.limpet.bench;

/// What is measured: how it is called in a table and in JSON, and with how many decimals it is
/// told.
public enum Metric {
  REQUESTS("requests/s", "requestsPerSecond", 0),
  CPU("CPU µs a request", "cpuMicrosPerRequest", 1),
  REQUESTS_PER_CPU("requests a CPU second", "requestsPerCpuSecond", 0),
  MEBIBYTES("MiB/s", "mebibytesPerSecond", 0),
  CPU_PER_GIB("CPU s a GiB", "cpuSecondsPerGibibyte", 2),
  P50("p50 ms", "p50Millis", 2),
  P99("p99 ms", "p99Millis", 2),
  P999("p99.9 ms", "p999Millis", 2),
  RESUMED("resumed %", "resumedPercent", 0),
  EMPTY("resident MiB without them", "emptyResidentMebibytes", 0),
  RESIDENT("resident MiB", "residentMebibytes", 0),
  PER_CONNECTION("KiB a connection", "kibibytesPerConnection", 1),
  CHANGES("changes", "changes", 0),
  OLD_BEFORE("old generation, MiB, first", "oldGenerationFirstMebibytes", 2),
  OLD_AFTER("last", "oldGenerationLastMebibytes", 2),
  COLLECTIONS("collections", "collections", 0),
  ALLOCATED("bytes allocated a request", "bytesAllocatedPerRequest", 0),
  ERRORS("errors", "errors", 0),
  MOVED("moved", "moved", 0);

  private final String title;
  private final String key;
  private final int decimals;

  Metric(String title, String key, int decimals) {
    this.title = title;
    this.key = key;
    this.decimals = decimals;
  }

  public String title() {
    return title;
  }

  /// In JSON and YAML.
  public String key() {
    return key;
  }

  public int decimals() {
    return decimals;
  }

  /// Rounds are added up; of all others the median is told.
  boolean isSum() {
    return this == ERRORS || this == MOVED;
  }
}
