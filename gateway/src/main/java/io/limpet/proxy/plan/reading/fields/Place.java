package io.limpet.proxy.plan.reading.fields;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.limpet.proxy.plan.reading.fields.PlanProblem.Weight;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A place in a resource, the list of what was found wrong in it, and the runtime's values, which
/// fields in many places ask for.
public final class Place {
  private final String kind;
  private final String name;
  private final @Nullable Place parent;
  private final String field;
  private final int index; // of a list's, or below 0
  private final List<PlanProblem> problems;
  private final RuntimeValues runtime;

  private Place(String kind, String name, List<PlanProblem> problems, RuntimeValues runtime) {
    this.kind = kind;
    this.name = name;
    this.parent = null;
    this.field = "";
    this.index = -1;
    this.problems = problems;
    this.runtime = runtime;
  }

  private Place(Place parent, String field, int index) {
    this.kind = parent.kind;
    this.name = parent.name;
    this.parent = parent;
    this.field = field;
    this.index = index;
    this.problems = parent.problems;
    this.runtime = parent.runtime;
  }

  /// A resource's whole, which adds to `problems`; no key of the runtime has a value.
  public static Place of(String kind, String name, List<PlanProblem> problems) {
    return of(kind, name, problems, RuntimeValues.NONE);
  }

  /// A resource's whole, which adds to `problems`.
  public static Place of(
      String kind, String name, List<PlanProblem> problems, RuntimeValues runtime) {
    return new Place(kind, name, problems, runtime);
  }

  /// A field of the message here; its name may be a path.
  public Place at(String field) {
    return new Place(this, field, -1);
  }

  /// An element of a repeated field.
  public Place at(String field, int index) {
    return new Place(this, field, index);
  }

  /// All that was found so far, in the whole resource.
  public List<PlanProblem> problems() {
    return problems;
  }

  /// What keys in the resource ask for.
  public RuntimeValues runtime() {
    return runtime;
  }

  /// Made only where it is told: a cluster may have thousands of endpoints with nothing wrong.
  public String path() {
    StringBuilder path = new StringBuilder();
    appendTo(path);
    return path.toString();
  }

  private void appendTo(StringBuilder path) {
    if (parent != null) {
      parent.appendTo(path);
    }
    if (!field.isEmpty()) {
      path.append(path.isEmpty() ? "" : ".").append(field);
    }
    if (index >= 0) {
      path.append('[').append(index).append(']');
    }
  }

  /// Notes that what stands here has no effect.
  public void ignored(String text) {
    problems.add(new PlanProblem(kind, name, path(), Weight.IGNORED, text));
  }

  /// Notes that nothing here knows what is asked for.
  public void unknown(String text) {
    problems.add(new PlanProblem(kind, name, path(), Weight.UNKNOWN, text));
  }

  /// Notes that what stands here is not served, not even as it was accepted last.
  public void withheld(String text) {
    problems.add(new PlanProblem(kind, name, path(), Weight.WITHHELD, text));
  }

  /// Notes that what stands here waits for a resource that is not there yet.
  public void awaited(String text) {
    problems.add(new PlanProblem(kind, name, path(), Weight.AWAITED, text));
  }

  /// The exception that ends the reading of a resource which is well-formed and cannot be served:
  /// nor can what was accepted last, which might be less than what is asked for now.
  public Refused unserved(String text) {
    return new Refused(new PlanProblem(kind, name, path(), Weight.WITHHELD, text));
  }

  /// The exception that ends the resource's reading.
  public Refused refused(String text) {
    return new Refused(new PlanProblem(kind, name, path(), Weight.REFUSED, text));
  }

  /// Notes every field that is set and not among those that are carried out, or that need not be:
  /// nothing that a message asks for is left out in silence.
  public void onlyKnows(Message message, Set<String> known) {
    onlyKnows(message, known, Set.of());
  }

  /// The same; `newer` are the numbers of fields that are read though they are newer than the API
  /// classes here.
  public void onlyKnows(Message message, Set<String> known, Set<Integer> newer) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (!known.contains(field.getName()) && isSet(message, field)) {
        at(field.getName())
            .ignored("is not carried out by Limpet's proxy; remove it, or use Envoy");
      }
    }
    for (int number : message.getUnknownFields().asMap().keySet()) {
      if (newer.contains(number)) {
        continue;
      }
      at("#" + number).unknown("this field's number is not known here; it is newer than Limpet");
    }
  }

  /// Asked of few fields of a message; a list of all that are set would be made for each message.
  private static boolean isSet(Message message, FieldDescriptor field) {
    return field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : message.hasField(field);
  }

  /// Refuses every field that is set and not among those: for messages that mean more with a part
  /// less.
  public void onlyServes(Message message, Set<String> known) {
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      if (!known.contains(field.getName())) {
        throw at(field.getName()).unserved("is not carried out by Limpet's proxy; use Envoy");
      }
    }
    for (int number : message.getUnknownFields().asMap().keySet()) {
      throw at("#" + number).unserved("this field's number is newer than Limpet");
    }
  }

  /// The message in `any`; refuses bytes that are none of that type.
  public <M extends Message> M unpack(Any any, Class<M> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw refused("holds " + any.getTypeUrl() + ", which cannot be read: " + e.getMessage());
    }
  }
}
