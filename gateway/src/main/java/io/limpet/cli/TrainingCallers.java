package io.limpet.cli;

import io.limpet.bench.TrainingLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Who calls in the training run, in a process of its own.
@Command(name = TrainingCallers.NAME, hidden = true)
public final class TrainingCallers implements Callable<Integer> {
  static final String NAME = "train-callers";

  @Parameters(index = "0")
  private Path folder = Path.of("");

  @Parameters(index = "1")
  private Path secret = Path.of("");

  @Parameters(index = "2")
  private int plain;

  @Parameters(index = "3")
  private int encrypted;

  /// Returns when they are done.
  static void call(Path folder, Path secret, int plain, int encrypted) throws IOException {
    TrainingLoad.begin(
        List.of(
            "io.limpet.Main",
            NAME,
            folder.toString(),
            secret.toString(),
            Integer.toString(plain),
            Integer.toString(encrypted)));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    TrainingLoad.call(folder, secret, plain, encrypted);
    return 0;
  }
}
