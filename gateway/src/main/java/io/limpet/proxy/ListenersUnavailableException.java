package io.limpet.proxy;

import java.util.List;
import java.util.stream.Collectors;

/// The first plan's listeners cannot all be opened, so none was.
public final class ListenersUnavailableException extends Exception {
  private final transient List<ListenerProblem> problems;

  ListenersUnavailableException(List<ListenerProblem> problems) {
    super(problems.stream().map(ListenerProblem::message).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<ListenerProblem> problems() {
    return problems;
  }
}
