package io.limpet.cli;

import picocli.CommandLine.IVersionProvider;

/// The version of this build, as its jar says.
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"limpet " + text() + " (Java " + Runtime.version().feature() + ")"};
  }

  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
