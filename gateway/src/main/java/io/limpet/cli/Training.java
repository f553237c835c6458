package io.limpet.cli;

import java.io.PrintWriter;
import java.io.Writer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Does once, in one process, what Limpet's commands do at their start, so that the JVM can keep
/// their classes in its AOT cache (JEP 514). The build runs it; people have no use for it.
@Command(name = "train", hidden = true)
public final class Training implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    tellHelp(command.root().commandLine(), new PrintWriter(Writer.nullWriter()));
  }

  private static void tellHelp(CommandLine line, PrintWriter nowhere) {
    line.usage(nowhere);
    line.getSubcommands().values().forEach(child -> tellHelp(child, nowhere));
  }
}
