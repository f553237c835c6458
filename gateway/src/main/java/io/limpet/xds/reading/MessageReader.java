package io.limpet.xds.reading;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.limpet.model.fields.Suggestion;
import io.limpet.model.tree.Path;
import io.limpet.model.tree.Value;
import io.limpet.xds.resources.MessageJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes a message of a tree, by the message's description: protobuf's JSON form, in either naming,
/// with the path and line of all that does not fit. What does not fit is left out, and the rest is
/// read on.
public final class MessageReader {
  private static final String TYPE = "@type";
  private static final Set<String> TYPED_STRUCTS =
      Set.of("xds.type.v3.TypedStruct", "udpa.type.v1.TypedStruct");

  /// The code of a problem with a type that is not known.
  public static final String UNKNOWN_TYPE = "unknown-type";

  private final Findings findings;
  private final Manner manner;

  /// What may stand in an `Any`.
  public enum Manner {
    /// What Limpet's own proxy knows; a TypedStruct is what it says it is.
    BOOTSTRAP,
    /// All of Envoy's extensions; a TypedStruct is what it says it is.
    PATCH,
    /// The same, and a TypedStruct stays what it is, for whoever knows the type in it.
    PATCH_OF_ISTIOD
  }

  public MessageReader(Findings findings) {
    this(findings, Manner.BOOTSTRAP);
  }

  public MessageReader(Findings findings, Manner manner) {
    this.findings = findings;
    this.manner = manner;
  }

  private Optional<Descriptor> type(String url) {
    return manner == Manner.BOOTSTRAP ? MessageJson.type(url) : MessageJson.anyType(url);
  }

  /// Fills `builder` with what `value` says; null says nothing.
  public void read(Value value, Message.Builder builder, String path) {
    if (value instanceof Value.Mapping mapping) {
      fields(mapping, builder, path);
    } else if (!(value instanceof Value.Nothing)) {
      wrong(value, path, "must be a mapping, not " + Scalars.kind(value));
    }
  }

  private void wrong(Value value, String path, String text) {
    findings.error(value.line(), path, "wrong-type", text);
  }

  private void fields(Value.Mapping mapping, Message.Builder builder, String path) {
    Map<FieldDescriptor, String> written = new HashMap<>();
    mapping
        .fields()
        .forEach(
            (key, value) -> {
              @Nullable FieldDescriptor field = field(builder.getDescriptorForType(), key);
              int line = mapping.lineOf(key);
              if (field != null) {
                String at = Path.field(path, field.getName());
                findings.stands(at, line);
                noteDouble(written.put(field, key), key, line, at);
                noteOtherChoice(builder, field, line, at);
                field(value, builder, field, at);
              } else if (!key.equals(TYPE) && !newer(builder, key, mapping, path)) {
                unknown(builder.getDescriptorForType(), key, line, path);
              }
            });
  }

  /// A field that the classes of Envoy's API do not have goes into the message by its number.
  private boolean newer(Message.Builder builder, String key, Value.Mapping mapping, String path) {
    @Nullable Descriptor newer = NewerFields.of(builder.getDescriptorForType());
    @Nullable FieldDescriptor field = newer == null ? null : field(newer, key);
    @Nullable Value value = mapping.get(key);
    if (newer == null || field == null || value == null) {
      return false;
    }
    String at = Path.field(path, field.getName());
    findings.stands(at, mapping.lineOf(key));
    DynamicMessage.Builder holder = DynamicMessage.newBuilder(newer);
    field(value, holder, field, at);
    try {
      builder.setUnknownFields(
          builder.getUnknownFields().toBuilder().mergeFrom(holder.build().toByteString()).build());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("what was written cannot be read: " + field, e);
    }
    return true;
  }

  private static @Nullable FieldDescriptor field(Descriptor type, String key) {
    @Nullable FieldDescriptor field = type.findFieldByName(key);
    if (field != null) {
      return field;
    }
    for (FieldDescriptor each : type.getFields()) {
      if (each.getJsonName().equals(key)) {
        return each;
      }
    }
    return null;
  }

  private void noteDouble(@Nullable String before, String key, int line, String at) {
    if (before != null) {
      String text = "is written twice, as %s and as %s: remove one".formatted(before, key);
      findings.error(line, at, "duplicate-field", text);
    }
  }

  private void noteOtherChoice(
      Message.Builder builder, FieldDescriptor field, int line, String at) {
    @Nullable OneofDescriptor choice = field.getRealContainingOneof();
    if (choice != null && builder.hasOneof(choice)) {
      @Nullable FieldDescriptor other = builder.getOneofFieldDescriptor(choice);
      if (other != null && other != field) {
        String text = "cannot stand beside %s: keep one of the two".formatted(other.getName());
        findings.error(line, at, "one-of", text);
      }
    }
  }

  private void unknown(Descriptor type, String key, int line, String path) {
    List<String> names = type.getFields().stream().map(FieldDescriptor::getName).toList();
    String text = "is no field of %s".formatted(type.getFullName());
    String near = Suggestion.of(key, names).map(each -> "; did you mean " + each + "?").orElse("");
    findings.error(line, Path.field(path, key), "unknown-field", text + near);
  }

  private void field(Value value, Message.Builder builder, FieldDescriptor field, String path) {
    boolean holdsNull =
        field.getJavaType() == JavaType.MESSAGE
            && field.getMessageType().getFullName().equals("google.protobuf.Value");
    if (value instanceof Value.Nothing && !holdsNull) {
      return;
    }
    if (field.isMapField()) {
      entries(value, builder, field, path);
    } else if (field.isRepeated()) {
      items(value, builder, field, path);
    } else {
      Object single = single(value, builder, field, path);
      if (single != null) {
        builder.setField(field, single);
      }
    }
  }

  /// What is no list is a list of one, as Envoy takes it too.
  private void items(Value value, Message.Builder builder, FieldDescriptor field, String path) {
    if (!(value instanceof Value.Sequence sequence)) {
      Object only = single(value, builder, field, path);
      if (only != null) {
        builder.addRepeatedField(field, only);
      }
      return;
    }
    for (int i = 0; i < sequence.items().size(); i++) {
      Value item = sequence.items().get(i);
      String at = Path.item(path, i);
      findings.stands(at, item.line());
      Object single = single(item, builder, field, at);
      if (single != null) {
        builder.addRepeatedField(field, single);
      }
    }
  }

  private void entries(Value value, Message.Builder builder, FieldDescriptor field, String path) {
    if (!(value instanceof Value.Mapping mapping)) {
      wrong(value, path, "must be a mapping, not " + Scalars.kind(value));
      return;
    }
    FieldDescriptor keyField = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
    mapping
        .fields()
        .forEach(
            (key, each) -> {
              String at = Path.field(path, key);
              findings.stands(at, mapping.lineOf(key));
              Message.Builder entry = builder.newBuilderForField(field);
              Object read = single(new Value.Text(each.line(), key), entry, keyField, at);
              Object content = single(each, entry, valueField, at);
              if (read != null && content != null) {
                builder.addRepeatedField(
                    field, entry.setField(keyField, read).setField(valueField, content).build());
              }
            });
  }

  /// Null where the value does not fit, which has been told.
  private @Nullable Object single(
      Value value, Message.Builder builder, FieldDescriptor field, String path) {
    try {
      return field.getJavaType() == JavaType.MESSAGE
          ? message(value, builder.newBuilderForField(field), path)
          : Scalars.read(field, value);
    } catch (WrongValue wrong) {
      wrong(value, path, wrong.text());
      return null;
    }
  }

  private @Nullable Message message(Value value, Message.Builder builder, String path)
      throws WrongValue {
    Descriptor type = builder.getDescriptorForType();
    Optional<Message> wellKnown = WellKnown.read(type.getFullName(), value);
    if (wellKnown.isPresent()) {
      return wellKnown.get();
    }
    if (WellKnown.isWrapper(type.getFullName())) {
      FieldDescriptor only = type.findFieldByNumber(1);
      return builder.setField(only, Scalars.read(only, value)).build();
    }
    if (type.getFullName().equals(Any.getDescriptor().getFullName())) {
      return any(value, path);
    }
    read(value, builder, path);
    return builder.build();
  }

  /// A message of the type that `@type` names. One that is not known keeps its name only.
  private Any any(Value value, String path) throws WrongValue {
    if (!(value instanceof Value.Mapping mapping)) {
      throw new WrongValue("must be a mapping with " + TYPE + ", not " + Scalars.kind(value));
    }
    Value typed = mapping.get(TYPE);
    if (typed == null) {
      throw new WrongValue("needs " + TYPE + ", which says what it is");
    }
    String url = Scalars.text(typed);
    Optional<Descriptor> type = type(url);
    Any.Builder any = Any.newBuilder().setTypeUrl(url);
    if (type.isEmpty()) {
      String text = "the type %s is not known to Limpet; remove it, or use Envoy".formatted(url);
      findings.error(mapping.lineOf(TYPE), path, UNKNOWN_TYPE, text);
      return any.build();
    }
    return TYPED_STRUCTS.contains(type.get().getFullName())
        ? typedStruct(mapping, type.get(), path)
        : any.setValue(content(mapping, type.get(), path).toByteString()).build();
  }

  private Message content(Value.Mapping mapping, Descriptor type, String path) throws WrongValue {
    Value inner = mapping.get("value");
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    boolean own = WellKnown.isWrapper(type.getFullName());
    if (own || (type.getFile().getPackage().equals("google.protobuf") && inner != null)) {
      Message read = message(inner == null ? mapping : inner, builder, path);
      return read == null ? builder.build() : read;
    }
    fields(mapping, builder, path);
    return builder.build();
  }

  /// A message in disguise, for those who lack its description: Envoy takes it for what it says it
  /// is, if it knows that (source/common/config/utility.cc, translateOpaqueConfig).
  private Any typedStruct(Value.Mapping mapping, Descriptor type, String path) throws WrongValue {
    Value url = mapping.get("type_url");
    Value inner = mapping.get("value");
    if (manner != Manner.PATCH_OF_ISTIOD && url != null && inner instanceof Value.Mapping content) {
      Optional<Descriptor> meant = type(Scalars.text(url));
      if (meant.isPresent()) {
        return Any.newBuilder()
            .setTypeUrl(Scalars.text(url))
            .setValue(content(content, meant.get(), path).toByteString())
            .build();
      }
    }
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    fields(mapping, builder, path);
    return Any.newBuilder()
        .setTypeUrl(Scalars.text(java.util.Objects.requireNonNull(mapping.get(TYPE))))
        .setValue(builder.build().toByteString())
        .build();
  }
}
