package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.HeaderName;

/// What HTTP/1's heads say otherwise than those of HTTP/2 and HTTP/3.
final class StreamHeads {
  static final HeaderName EXPECT = HeaderName.of("expect");

  private static final HeaderName CONNECTION = HeaderName.of("connection");
  private static final HeaderName UPGRADE = HeaderName.of("upgrade");
  private static final int CONTINUE = 100;
  private static final int OK = 200;

  private StreamHeads() {}

  static void goOn(Exchange begun, HeadPool heads) {
    begun.interim(EditableResponseHead.local(heads, CONTINUE));
  }

  /// Whether the client is to be told at once to go on with its body.
  static boolean answersContinue(Exchange begun) {
    EditableRequestHead head = begun.head();
    boolean answers =
        !begun.serving().http().http1().proxy100Continue()
            && head.has(EXPECT)
            && "100-continue".equalsIgnoreCase(head.header("expect"));
    if (answers) {
      head.remove(EXPECT);
    }
    return answers;
  }

  /// An upgrade is an extended CONNECT here, which a 200 lets be as any other (RFC 8441; Envoy:
  /// http/utility.cc, transformUpgradeResponseFromH1toH2). Whether the answer is one.
  static boolean upgrade(Exchange of, EditableResponseHead answer) {
    boolean upgraded = of.head().switchedBy(answer);
    if (upgraded) {
      answer.status(OK);
    }
    if (!of.head().upgrade().isEmpty()) {
      answer.remove(CONNECTION);
      answer.remove(UPGRADE);
    }
    return upgraded;
  }
}
