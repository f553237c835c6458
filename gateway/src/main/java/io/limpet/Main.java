package io.limpet;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Chooses a command, nothing else.
@Command(name = "limpet")
final class Main implements Runnable {
  private Main() {}

  static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public void run() {}
}
