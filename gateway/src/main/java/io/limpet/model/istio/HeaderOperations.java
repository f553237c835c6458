package io.limpet.model.istio;

import io.limpet.model.OrderedMap;
import java.util.List;
import java.util.Map;

/// What happens to the headers of requests and of responses.
public record HeaderOperations(Changes request, Changes response) {
  public static final HeaderOperations NONE = new HeaderOperations(Changes.NONE, Changes.NONE);

  public record Changes(Map<String, String> set, Map<String, String> add, List<String> remove) {
    public static final Changes NONE = new Changes(Map.of(), Map.of(), List.of());

    public Changes {
      set = OrderedMap.copyOf(set);
      add = OrderedMap.copyOf(add);
      remove = List.copyOf(remove);
    }
  }
}
