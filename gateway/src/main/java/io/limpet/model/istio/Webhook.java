package io.limpet.model.istio;

import io.limpet.model.fields.Fields;

/// What Istio's own webhook refuses (`pkg/config/validation`), and an API server does not: its
/// schema says nothing of it. A cluster may have such objects, from before the webhook ran or past
/// it, and istiod then serves them as they are; so do we, and say so.
public final class Webhook {
  /// The code of these problems.
  public static final String CODE = "refused-by-webhook";

  private Webhook() {}

  /// What is read all the same.
  static void refuses(Fields fields, String key, String message) {
    fields.report(key, CODE, message);
  }

  /// What only istiod would serve, if it came past the webhook.
  static void doubts(Fields fields, String key, String message) {
    fields.doubt(key, CODE, message);
  }
}
