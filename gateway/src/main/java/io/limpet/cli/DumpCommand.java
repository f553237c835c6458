package io.limpet.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Runs a `proxy-config` command: its text goes out, or the reason why there is none.
record DumpCommand(CommandSpec command) {
  int run(Print print) {
    CommandLine line = command.commandLine();
    try {
      PrintWriter out = line.getOut();
      out.print(print.text());
      out.flush();
      return CommandLine.ExitCode.OK;
    } catch (CommandFailure failure) {
      line.getErr().println("limpet: " + failure.text());
      line.getErr().flush();
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /// Makes the text.
  interface Print {
    String text() throws CommandFailure;
  }
}
