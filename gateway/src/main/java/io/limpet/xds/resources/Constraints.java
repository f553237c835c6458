package io.limpet.xds.resources;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.limpet.xds.resources.Demands.Demand;
import io.limpet.xds.resources.Demands.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What Envoy's API demands of its messages beyond their types: the `validate.rules` of its
/// `.proto` files, which Envoy checks before it looks at a message at all.
///
/// Messages are checked as they go over the wire, in one pass over their bytes: ten thousands of
/// endpoints are, of which hardly a field has a rule.
///
/// Not safe for several threads: what was learnt of a type is kept.
public final class Constraints {
  private static final int MOST_PACKED = 10_000;
  private static final int KEY = 1;
  private static final int VALUE = 2;

  private final Map<Descriptor, Demands> known = new HashMap<>();
  private final Map<Packed, List<Violation>> packed = new HashMap<>();

  /// A demand that is not met, and the field's path.
  public record Violation(String path, String text) {
    private Violation below(String parent) {
      boolean both = !parent.isEmpty() && !path.isEmpty();
      return new Violation(both ? parent + "." + path : parent + path, text);
    }
  }

  /// What an `Any` holds.
  private record Packed(String url, ByteString value) {}

  /// The violations in a message of this encoding, and in those packed in it.
  public List<Violation> of(Descriptor type, ByteString content) {
    try {
      return check(type, content.newCodedInput());
    } catch (IOException broken) {
      throw new IllegalArgumentException("not a " + type.getFullName(), broken);
    }
  }

  /// One message, while it is read.
  private final class Pass {
    private final Demands demands;
    private final int[] seen;

    /// By the fields' order; nothing is made where nothing is wrong.
    private @Nullable TreeMap<Integer, List<Violation>> wrong;

    private @Nullable Map<Demand, List<Object>> lists;

    Pass(Demands demands) {
      this.demands = demands;
      this.seen = new int[demands.count()];
    }

    void read(CodedInputStream in) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        @Nullable Demand demand = demands.of(WireFormat.getTagFieldNumber(tag));
        if (demand == null) {
          in.skipField(tag);
        } else if (demand.kind() != Kind.SCALAR) {
          int limit = in.pushLimit(in.readRawVarint32());
          message(demand, in);
          in.popLimit(limit);
        } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED
            && demand.field().isPackable()) {
          int limit = in.pushLimit(in.readRawVarint32());
          while (in.getBytesUntilLimit() > 0) {
            plain(demand, in);
          }
          in.popLimit(limit);
        } else {
          plain(demand, in);
        }
      }
    }

    private void message(Demand demand, CodedInputStream in) throws IOException {
      int number = seen[demand.index()]++;
      FieldDescriptor field = demand.field();
      if (demand.kind() == Kind.ENTRY) {
        entry(demand, in);
      } else if (demand.kind() == Kind.PLAIN && demand.rules().isAny()) {
        value(demand, DynamicMessage.parseFrom(field.getMessageType(), in));
      } else {
        List<Violation> inside = inside(field.getMessageType(), demand.kind(), in);
        if (!inside.isEmpty()) {
          String at = field.isRepeated() ? field.getName() + "[" + number + "]" : field.getName();
          inside.forEach(each -> tell(demand.index(), each.below(at)));
        }
      }
    }

    private void entry(Demand demand, CodedInputStream in) throws IOException {
      FieldDescriptor key = demand.field().getMessageType().findFieldByNumber(KEY);
      FieldDescriptor value = demand.field().getMessageType().findFieldByNumber(VALUE);
      Object name = key.getDefaultValue();
      List<Violation> inside = List.of();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        int number = WireFormat.getTagFieldNumber(tag);
        if (number == KEY) {
          name = scalar(key, in);
        } else if (number == VALUE && value.getJavaType() == JavaType.MESSAGE) {
          int limit = in.pushLimit(in.readRawVarint32());
          inside = inside(value.getMessageType(), Demands.kind(value.getMessageType()), in);
          in.popLimit(limit);
        } else {
          in.skipField(tag);
        }
      }
      for (Violation each : inside) {
        tell(demand.index(), each.below(demand.field().getName() + "." + name));
      }
    }

    private void plain(Demand demand, CodedInputStream in) throws IOException {
      seen[demand.index()]++;
      value(demand, scalar(demand.field(), in));
    }

    private void value(Demand demand, Object value) {
      if (!demand.field().isRepeated()) {
        tell(demand, demand.rules().broken(value));
      } else if (demand.rules().isAny()) {
        if (lists == null) {
          lists = new HashMap<>();
        }
        lists.computeIfAbsent(demand, _ -> new ArrayList<>()).add(value);
      }
    }

    List<Violation> end() {
      for (String names : demands.unmetChoices(seen)) {
        tell(-1, new Violation("", "needs one of " + names));
      }
      for (Demand demand : demands.ruled()) {
        int count = seen[demand.index()];
        if (demand.field().isRepeated()) {
          List<Object> items = lists == null ? List.of() : lists.getOrDefault(demand, List.of());
          tell(demand, demand.rules().brokenBy(demand.field().isMapField(), count, items));
        } else if (count == 0) {
          tell(demand, demand.rules().brokenWithout(demand.field()));
        }
      }
      return wrong == null ? List.of() : wrong.values().stream().flatMap(List::stream).toList();
    }

    private void tell(Demand demand, @Nullable String broken) {
      if (broken != null) {
        tell(demand.index(), new Violation(demand.field().getName(), broken));
      }
    }

    private void tell(int index, Violation violation) {
      if (wrong == null) {
        wrong = new TreeMap<>();
      }
      wrong.computeIfAbsent(index, _ -> new ArrayList<>()).add(violation);
    }
  }

  private static Object scalar(FieldDescriptor field, CodedInputStream in) throws IOException {
    return switch (field.getType()) {
      case DOUBLE -> in.readDouble();
      case FLOAT -> in.readFloat();
      case INT64 -> in.readInt64();
      case UINT64 -> in.readUInt64();
      case INT32 -> in.readInt32();
      case FIXED64 -> in.readFixed64();
      case FIXED32 -> in.readFixed32();
      case BOOL -> in.readBool();
      case STRING -> in.readString();
      case BYTES -> in.readBytes();
      case UINT32 -> in.readUInt32();
      case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(in.readEnum());
      case SFIXED32 -> in.readSFixed32();
      case SFIXED64 -> in.readSFixed64();
      case SINT32 -> in.readSInt32();
      case SINT64 -> in.readSInt64();
      case MESSAGE, GROUP -> throw new IllegalArgumentException(field + " holds a message");
    };
  }

  private List<Violation> check(Descriptor type, CodedInputStream in) throws IOException {
    @Nullable Demands demands = known.get(type);
    if (demands == null) {
      demands = new Demands(type);
      known.put(type, demands);
    }
    Pass pass = new Pass(demands);
    pass.read(in);
    return pass.end();
  }

  private List<Violation> inside(Descriptor type, Kind kind, CodedInputStream in)
      throws IOException {
    return switch (kind) {
      case PACKED -> packed(in);
      case PLAIN -> {
        in.skipRawBytes(in.getBytesUntilLimit());
        yield List.of();
      }
      case MESSAGE, ENTRY, SCALAR -> check(type, in);
    };
  }

  /// Most of what is packed is in many messages alike: the settings of filters, and of connections.
  private List<Violation> packed(CodedInputStream in) throws IOException {
    Any any = Any.parseFrom(in);
    Packed content = new Packed(any.getTypeUrl(), any.getValue());
    List<Violation> found = packed.get(content);
    if (found == null) {
      found = check(content);
      if (packed.size() >= MOST_PACKED) {
        packed.clear();
      }
      packed.put(content, found);
    }
    return found;
  }

  /// What cannot be read is told by whoever reads it.
  private List<Violation> check(Packed content) {
    Optional<Descriptor> type = PackedTypes.find(content.url());
    try {
      return type.isEmpty() ? List.of() : check(type.get(), content.value().newCodedInput());
    } catch (InvalidProtocolBufferException unreadable) {
      return List.of();
    } catch (IOException impossible) {
      throw new IllegalStateException("from memory", impossible);
    }
  }
}
