package io.limpet.model.istio;

import io.limpet.model.fields.Fields;

/// Numbers whose limits only Istio's webhook knows: the schema of a cluster takes what fits into 32
/// bits.
final class LooseNumbers {
  static final long MOST = (1L << 32) - 1;

  private LooseNumbers() {}

  /// The number as written, or 0 where it is absent; one outside of the limits is told.
  static long read(Fields fields, String key, long least, long most) {
    long number = fields.whole(key, Integer.MIN_VALUE, MOST, 0);
    if (fields.has(key) && fields.sound() && (number < least || number > most)) {
      Webhook.refuses(
          fields, key, number + " is out of range; write a number from " + least + " to " + most);
    }
    return number;
  }

  /// The same, and without it the mapping is unsound: Envoy would refuse it.
  static int required(Fields fields, String key, int least, int most) {
    long number = fields.whole(key, Integer.MIN_VALUE, MOST, least);
    if (fields.has(key) && (number < least || number > most)) {
      fields.refuse(
          key,
          Webhook.CODE,
          number + " is out of range; write a number from " + least + " to " + most);
      return least;
    }
    return (int) number;
  }
}
