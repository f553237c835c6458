package io.limpet.sameness;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.PlanProblem.Weight;
import io.limpet.sameness.Spots.Spot;
import io.limpet.xds.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Tells by trying which fields of a message are carried out: each is set in turn where such a
/// message stands in a table, and the plan says whether it knows the field.
final class FieldProbe {
  /// No message of Envoy's has it.
  private static final int NOBODYS_FIELD = 536_870_000;

  private final List<Message> besides = new ArrayList<>();
  private final Map<String, Boolean> carriedOut = new TreeMap<>();
  private final Map<String, String> mistakes = new TreeMap<>();

  /// Message type and field → whether it is carried out, or need not be.
  Map<String, Boolean> carriedOut() {
    return carriedOut;
  }

  /// Odd values on which the plan threw.
  Map<String, String> mistakes() {
    return mistakes;
  }

  /// Whether the plan looks at all of this message's fields; then they are tried.
  boolean probe(Spot spot) {
    if (!isLookedAt(problems(spot, marked(spot.message().toBuilder())))) {
      return false;
    }
    for (FieldDescriptor field : spot.message().getDescriptorForType().getFields()) {
      String name = spot.type() + "." + field.getName();
      Message.Builder changed = spot.message().toBuilder();
      if (put(changed, field)) {
        List<PlanProblem> found = problems(spot, marked(changed));
        boolean known = found.stream().noneMatch(each -> isAbout(each, field));
        carriedOut.merge(name, known, Boolean::logicalOr);
      }
    }
    return true;
  }

  private static Message marked(Message.Builder message) {
    UnknownFieldSet.Field mark = UnknownFieldSet.Field.newBuilder().addVarint(1).build();
    return message
        .setUnknownFields(
            message.getUnknownFields().toBuilder().addField(NOBODYS_FIELD, mark).build())
        .build();
  }

  private static boolean isLookedAt(List<PlanProblem> problems) {
    return problems.stream().anyMatch(each -> each.field().endsWith("#" + NOBODYS_FIELD));
  }

  /// A value that is refused says nothing of its field. Of a list an item may be noted.
  private static boolean isAbout(PlanProblem problem, FieldDescriptor field) {
    String place = problem.field();
    String list = place.endsWith("]") ? place.substring(0, place.lastIndexOf('[')) : place;
    return problem.weight() != Weight.REFUSED && ("." + list).endsWith("." + field.getName());
  }

  /// The clusters and secrets that a listener may name.
  void besides(List<String> clusters, List<Secret> secrets) {
    besides.clear();
    clusters.forEach(name -> besides.add(Cluster.newBuilder().setName(name).build()));
    besides.addAll(secrets);
  }

  private List<PlanProblem> problems(Spot spot, Message changed) {
    try {
      List<Message> all = new ArrayList<>(besides);
      all.add(typed(spot.put().apply(changed)));
      return new PlanBuilder().build(Resources.of(1, all)).problems();
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    } catch (RuntimeException ours) {
      mistakes.put(spot.type() + ": " + changed.toString().strip(), ours.toString());
      return List.of();
    }
  }

  private static Message typed(Message resource) throws InvalidProtocolBufferException {
    return resource.getDescriptorForType() == Cluster.getDescriptor()
        ? Cluster.parseFrom(resource.toByteString())
        : Listener.parseFrom(resource.toByteString());
  }

  /// Some value that is not the default one.
  private static boolean put(Message.Builder message, FieldDescriptor field) {
    if (field.isMapField()) {
      return false;
    }
    Object value =
        switch (field.getJavaType()) {
          case INT -> 1;
          case LONG -> 1L;
          case FLOAT -> 1.0f;
          case DOUBLE -> 1.0;
          case BOOLEAN -> true;
          case STRING -> "x";
          case BYTE_STRING -> ByteString.copyFromUtf8("x");
          case ENUM -> field.getEnumType().getValues().getLast();
          case MESSAGE -> message.newBuilderForField(field).build();
        };
    if (field.isRepeated()) {
      message.addRepeatedField(field, value);
    } else if (!message.hasField(field)) {
      message.setField(field, value);
    }
    return true;
  }
}
