package io.limpet.xds.client;

import io.limpet.xds.resources.Resources;
import java.util.List;

/// A carrier whose resources are kept once all of them are carried out.
record Keeping(Carrier carrier, LastGood lastGood) implements Carrier {
  @Override
  public List<Refusal> check(Resources resources) {
    return carrier.check(resources);
  }

  @Override
  public List<Refusal> carry(Resources resources) {
    List<Refusal> refused = carrier.carry(resources);
    if (refused.isEmpty() && !resources.listeners().isEmpty()) {
      lastGood.keep(resources);
    }
    return refused;
  }

  @Override
  public void ready() {
    carrier.ready();
  }

  @Override
  public void tell(String text) {
    carrier.tell(text);
  }
}
