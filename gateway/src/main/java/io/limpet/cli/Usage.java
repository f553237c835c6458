package io.limpet.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// How the command line explains itself: the commands in groups, in the order in which a newcomer
/// needs them, and a wrong call answered in two lines, as kubectl does, not with a page of help.
public final class Usage {
  private static final int WIDTH = 100;
  private static final int INDENT = 2;
  private static final int NAMES = 20;

  private static final Map<String, List<String>> GROUPS = groups();

  private Usage() {}

  private static Map<String, List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    groups.put("Run a gateway:", List.of("demo", "run", "gateway", "control"));
    groups.put(
        "Act on the local world of a running gateway, as kubectl does:",
        List.of("apply", "get", "scale", "label", "delete"));
    groups.put("See what a gateway is told:", List.of("proxy-config", "proxy-status", "translate"));
    groups.put("Measure:", List.of("bench"));
    return groups;
  }

  /// The command line of `program`, whose commands must be those of the groups.
  public static CommandLine of(Object program) {
    CommandLine line = new CommandLine(program);
    line.setUsageHelpWidth(WIDTH);
    line.setParameterExceptionHandler((wrong, arguments) -> refuse(wrong));
    line.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Usage::commands);
    return line;
  }

  private static int refuse(ParameterException wrong) {
    CommandLine line = wrong.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("error: " + complaint(wrong));
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("See '" + line.getCommandSpec().qualifiedName() + " --help' for help and examples");
    err.flush();
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String complaint(ParameterException wrong) {
    CommandSpec command = wrong.getCommandLine().getCommandSpec();
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String rest = command.subcommands().isEmpty() ? "argument" : "command";
      return "unknown %s \"%s\" for \"%s\""
          .formatted(
              unmatched.isUnknownOption() ? "option" : rest,
              unmatched.getUnmatched().getFirst(),
              command.qualifiedName());
    }
    return String.valueOf(wrong.getMessage());
  }

  private static String commands(Help help) {
    StringBuilder text = new StringBuilder();
    GROUPS.forEach(
        (heading, names) -> {
          text.append(System.lineSeparator()).append(heading).append(System.lineSeparator());
          text.append(table(help, names));
        });
    return text.toString();
  }

  private static TextTable table(Help help, List<String> names) {
    TextTable table =
        TextTable.forColumns(
            help.colorScheme(),
            new Column(NAMES, INDENT, Column.Overflow.SPAN),
            new Column(WIDTH - NAMES, INDENT, Column.Overflow.WRAP));
    for (String name : names) {
      CommandSpec command = command(help, name);
      String first = command.usageMessage().description()[0];
      table.addRowValues(String.join(", ", command.names()), first);
    }
    return table;
  }

  private static CommandSpec command(Help help, String name) {
    CommandLine command = help.commandSpec().subcommands().get(name);
    if (command == null) {
      throw new IllegalStateException("there is no command " + name + " to be listed");
    }
    return command.getCommandSpec();
  }
}
