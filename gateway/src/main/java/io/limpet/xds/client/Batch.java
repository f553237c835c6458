package io.limpet.xds.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.limpet.xds.client.Update.Received;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The messages of an update by name, or what makes all of it unreadable.
///
/// A message that breaks the API's own rules refuses the whole response, in Envoy too; what is
/// wrong otherwise refuses only the resource.
record Batch(Update update, Map<String, Message> messages, Map<String, String> refused) {
  private static final int MAX_TEXT = 4096;

  /// Under this name stands what concerns all of the response.
  private static final String ALL = "";

  static Batch read(Update update) {
    Batch batch = new Batch(update, new LinkedHashMap<>(), new TreeMap<>());
    try {
      for (Received each : update.resources()) {
        batch.add(update.type().parse(each.body()));
      }
    } catch (InvalidProtocolBufferException unreadable) {
      batch.refused.put(ALL, String.valueOf(unreadable.getMessage()));
    }
    return batch;
  }

  private void add(Message message) {
    String name = ResourceType.name(message);
    if (name.isEmpty()) {
      refused.put(ALL, "a resource has no name");
    } else if (messages.putIfAbsent(name, message) != null) {
      refused.put(name, "duplicate: the first of the response counts");
    }
  }

  boolean isReadable() {
    return !refused.containsKey(ALL);
  }

  /// Which of these are not there any more.
  Set<String> gone(Set<String> names) {
    Set<String> gone = new TreeSet<>(names);
    if (update.whole()) {
      gone.removeAll(messages.keySet());
    } else {
      gone.retainAll(update.removed());
    }
    return gone;
  }

  /// What the control plane is told, as Envoy words it.
  String refusal() {
    StringBuilder text = new StringBuilder(heading());
    String between = "";
    for (Map.Entry<String, String> each : refused.entrySet()) {
      text.append(between);
      if (!each.getKey().isEmpty()) {
        text.append(each.getKey()).append(": ");
      }
      text.append(each.getValue());
      between = ", ";
    }
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text.toString();
  }

  private String heading() {
    if (!isReadable()) {
      return "";
    }
    return switch (update.type()) {
      case CLUSTER -> "Error adding/updating cluster(s) ";
      case LISTENER -> "Error adding/updating listener(s) ";
      case ENDPOINTS, ROUTES, SECRETS -> "";
    };
  }
}
