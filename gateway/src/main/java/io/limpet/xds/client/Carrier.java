package io.limpet.xds.client;

import io.limpet.xds.resources.Resources;
import java.util.List;

/// Who carries resources out. All calls come on the client's executor, but for [#tell].
public interface Carrier {
  /// A resource that cannot be carried out: its kind and name, and why.
  record Refusal(String kind, String name, String text) {}

  /// What would be refused of these resources, which stand alone; nothing changes by asking.
  List<Refusal> check(Resources resources);

  /// Carries these resources out from now on. Of those that it refuses, it goes on with what it
  /// took last.
  List<Refusal> carry(Resources resources);

  /// The first configuration is complete, or was waited for long enough: traffic may come.
  void ready();

  /// Something to be told to people: what was not taken, or how the connection is. Any thread.
  void tell(String text);
}
