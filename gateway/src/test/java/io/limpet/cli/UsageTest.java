package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// A wrong call is answered with what is wrong and where help is; help has the commands in groups.
final class UsageTest {
  @Command(
      name = "limpet",
      mixinStandardHelpOptions = true,
      subcommands = {
        DemoCommand.class,
        RunCommand.class,
        GatewayCommand.class,
        ControlCommand.class,
        ApplyCommand.class,
        GetCommand.class,
        ScaleCommand.class,
        LabelCommand.class,
        DeleteCommand.class,
        ProxyConfigCommand.class,
        ProxyStatusCommand.class,
        TranslateCommand.class,
        BenchCommand.class
      })
  private static final class Program implements Runnable {
    @Override
    public void run() {}
  }

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          frobnicate    | unknown command "frobnicate" for "limpet"                | limpet
          pc frobnicate | unknown command "frobnicate" for "limpet proxy-config"   | limpet proxy-config
          run --bogus   | Missing required option: '--filename=PATH'               | limpet run
          get po --bog  | unknown option "--bog" for "limpet get"                  | limpet get
          run -f x --api-port 99999 | --api-port 99999: ports are from 0           | limpet run
          gateway       | say either -c FILE (or --config-yaml TEXT) or --xds      | limpet gateway
          gateway -c x --mode y     | --mode y: say serve or validate              | limpet gateway
          run -f x --port 80        | --port 80: say SERVER=LISTEN                 | limpet run
          bench --scenario x        | --scenario x: say one of strong, soft        | limpet bench
          bench --only x            | --only x: say limpet, envoy, haproxy or nginx | limpet bench
          bench --rounds 0          | --rounds 0: give 1 to 50                     | limpet bench
          bench --connections 1,0   | --connections 0: give 1 to 20000             | limpet bench
          bench --envoy /none       | --envoy /none: there is no program           | limpet bench
          bench --target a=10.0.0.1:80 | --target a=10.0.0.1:80: only this machine is loaded: say an address of 127/8 | limpet bench
          bench --target a=b        | --target a=b: say NAME=127.0.0.1:PORT, or NAME=127.0.0.1:PORT:PID | limpet bench
          bench --target a=127.0.0.1:80 --scenario tls | --target: the scenario tls starts its proxies itself | limpet bench
          bench --only nginx        | nothing of --only nginx takes part here      | limpet bench
          bench -o csv              | --output csv: say table, json or yaml        | limpet bench
          get           | Missing required parameter: 'KIND'                       | limpet get
          """)
  void aWrongCallIsToldOnStandardErrorWithTheWayToHelp(String words, String what, String command) {
    assertThat(execute(words.split(" "))).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .startsWith("error: " + what)
        .endsWith("See '" + command + " --help' for help and examples" + System.lineSeparator());
  }

  @Test
  void aWordThatIsNearlyACommandIsRecognised() {
    execute("scal");
    assertThat(err.toString()).contains("limpet scale");
  }

  @Test
  void commandsAreListedInGroupsInTheOrderOfUse() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString())
        .containsSubsequence(
            "Run a gateway:",
            "  demo ",
            "  run ",
            "  gateway ",
            "  control ",
            "as kubectl does:",
            "  apply ",
            "told:",
            "  pro");
  }

  @Test
  void proxyConfigAloneTellsWhatItCanShow() {
    assertThat(execute("pc")).isZero();
    assertThat(out.toString()).contains("listener", "route", "cluster", "endpoint");
  }

  private int execute(String... words) {
    CommandLine line = Usage.of(new Program());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(words);
  }
}
