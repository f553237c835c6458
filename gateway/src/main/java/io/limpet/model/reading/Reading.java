package io.limpet.model.reading;

import io.limpet.model.Problem;
import io.limpet.model.Resource;
import io.limpet.model.ResourceId;
import io.limpet.model.tree.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of one document.
public sealed interface Reading {
  List<Problem> problems();

  /// It is a resource; problems tell of parts that are left out.
  record Read(Resource resource, Value.Mapping document, List<Problem> problems)
      implements Reading {
    public Read {
      problems = List.copyOf(problems);
    }
  }

  /// It is a resource of a kind that is read, but it cannot be without what is wrong with it.
  /// `instead` is what stands for it where no good version is known: null for nothing.
  record Broken(ResourceId id, List<Problem> problems, @Nullable Read instead) implements Reading {
    public Broken {
      problems = List.copyOf(problems);
    }
  }

  /// It has no name, or is of a kind that is not read.
  record Unknown(List<Problem> problems) implements Reading {
    public Unknown {
      problems = List.copyOf(problems);
    }
  }
}
