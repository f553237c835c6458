package io.limpet.proxy.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.codec.Verdict.End;
import io.limpet.proxy.codec.Verdict.Message;
import io.limpet.sameness.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages that are nearly well-formed, read by our parsers and by others': by llhttp, whose
/// verdicts are in `src/test/resources/codec` with the script that wrote them, and by Netty's.
///
/// What we refuse and others take has a name in a list here, and so has the little that we take and
/// others refuse. What both take must be the same messages.
class DifferentialFuzzTest {
  private static final Path FOLDER = Path.of("src/test/resources/codec");

  /// `-Dcodec.differential.rounds` asks for a longer run, `-Dcodec.differential.seed` for another.
  private static final int ROUNDS = Integer.getInteger("codec.differential.rounds", 2_000);

  private static final long SEED = Long.getLong("codec.differential.seed", 20_261_126);

  /// A difference that is meant: `why` is our reason or llhttp's, `read` stands in the message as
  /// the other has read it, a line each for what is asked and for each header, `raw` in the bytes.
  private record Meant(String name, String why, Pattern read, Pattern raw) {
    static Meant raw(String name, String why, String raw) {
      return new Meant(name, why, ANY, Pattern.compile(raw));
    }

    static Meant read(String name, String why, String read) {
      return new Meant(name, why, Pattern.compile(read, Pattern.MULTILINE), ANY);
    }

    boolean is(String reason, String message, String text) {
      return Pattern.matches(why, reason)
          && read.matcher(message).find()
          && raw.matcher(text).find();
    }
  }

  private static final Pattern ANY = Pattern.compile("");

  private static final String CODEC_ERROR = "CODEC_ERROR";

  private static final List<Meant> STRICTER_REQUESTS =
      List.of(
          Meant.read("two hosts", CODEC_ERROR, "(?s)^host: .*^host: "),
          Meant.read("a host that is none", "INVALID_AUTHORITY", "^host: "),
          Meant.read("a method that is not known", CODEC_ERROR, "\\A(?!(GET|POST|PUT|OPTIONS) )"),
          Meant.read("a target of no form", CODEC_ERROR, "\\A\\w+ (?![/*]|\\S+://)"),
          Meant.read(
              "a byte that no target has",
              "CODEC_ERROR|INVALID_CHARACTERS",
              "\\A\\w+ .*[\\x00-\\x20\\x7f-\\xff]"),
          Meant.read("a URL that is none", "INVALID_URL|INVALID_SCHEME", "\\A\\w+ [^/]"),
          Meant.raw("a version that is not served", "LOW_VERSION", ""),
          Meant.raw("a coding besides chunked", "INVALID_TRANSFER_ENCODING", ""),
          Meant.raw("folded lines", "CODEC_ERROR|BODY", "\n[ \t]"),
          Meant.raw("two blanks in the request line", CODEC_ERROR, "(?m)^[A-Z]+ +\\S* *  "));

  private static final String HEAD = "HEAD";
  private static final List<Meant> STRICTER_ANSWERS =
      List.of(
          Meant.raw("no status of three digits", HEAD, "(?m)^HTTP/\\S*[ \t]+(?!\\d{3}[ \r\n])"),
          Meant.raw(
              "a control character in the status line",
              HEAD,
              "(?m)^HTTP/[^\\n]*([\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]|\\r(?!\\n))"),
          Meant.raw("no version of two digits", HEAD, "(?m)^(?!HTTP/\\d\\.\\d ).*\\d{3}"),
          Meant.raw("empty lines before an answer", HEAD, "\\A\\s|\n\r?\n\\s"),
          Meant.raw("a blank before a colon", HEAD, "(?m)^[^:\r\n]*[ \t]:"),
          Meant.read("a line without a colon", HEAD, "^[^:]+: $"),
          Meant.raw(
              "a byte that no name has", HEAD, "(?m)^[^:\r\n]*[^-\\w!#$%&'*+.^`|~\r\n][^:\r\n]*:"),
          Meant.raw(
              "a length or chunks of 204 or 1xx",
              HEAD,
              "(?is)HTTP/\\S+ (204|1\\d\\d).*\n(content-length|transfer-encoding):"),
          Meant.raw("a coding besides chunked", HEAD, "(?i)transfer-encoding:(?!\\s*chunked\\s)"),
          Meant.raw("chunked twice", HEAD, "(?is)transfer-encoding:.*transfer-encoding:"),
          Meant.raw(
              "a length beside chunks",
              HEAD,
              "(?is)transfer-enc.*content-l|content-l.*transfer-enc"));

  private static final List<Meant> LAXER_REQUESTS =
      List.of(
          Meant.raw(
              "a length in trailers, which are dropped",
              "HPE_INVALID_CONTENT_LENGTH",
              "\r\n0\r\n(?s:.*)Content-Length"),
          Meant.raw("what an extension says, which is dropped", "", "\r\n[0-9a-fA-F]+;"));
  private static final List<Meant> LAXER_ANSWERS =
      List.of(
          Meant.raw("lines that end in LF alone", ".*", "(?<!\r)\n"),
          Meant.raw("folded lines", ".*", "\n[ \t]"));

  private record Case(String text, Verdict llhttp) {}

  private static List<Case> cases(boolean requests) throws IOException {
    List<Case> cases = new ArrayList<>();
    String name = requests ? "requests.txt" : "answers.txt";
    for (String line : Files.readAllLines(FOLDER.resolve(name))) {
      Map<String, Object> row = Tree.read("text: " + line.replace("\t", "\nverdict: "));
      cases.add(
          new Case(Tree.text(row, "text", ""), Verdict.written(Tree.list(row.get("verdict")))));
    }
    return cases;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatLlhttpReadsIsReadAlikeOrRefused(boolean requests) throws IOException {
    Findings findings = new Findings(requests);
    for (Case each : cases(requests)) {
      findings.compare(each.text(), each.llhttp());
    }
    findings.check();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatNettyReadsIsReadAlikeOrRefused(boolean requests) throws IOException {
    Random random = new Random(SEED);
    List<Case> cases = cases(requests);
    Findings findings = new Findings(requests);
    for (int round = 0; round < ROUNDS; round++) {
      String text = Wire.mutated(cases.get(random.nextInt(cases.size())).text(), random);
      findings.compare(text, Verdict.netty(text, requests));
    }
    findings.check();
  }

  /// What was found of all messages: differences that have no name.
  private static final class Findings {
    private final boolean requests;
    private final List<String> unnamed = new ArrayList<>();
    private final Set<String> named = new TreeSet<>();
    private int alike;

    Findings(boolean requests) {
      this.requests = requests;
    }

    void compare(String text, Verdict theirs) {
      Verdict ours = Verdict.ours(text, requests);
      int both = Math.min(ours.messages().size(), theirs.messages().size());
      for (int i = 0; i < both; i++) {
        if (!same(ours.messages().get(i), theirs.messages().get(i))) {
          unnamed.add("read otherwise: " + told(text, ours, theirs));
          return;
        }
      }
      alike += both;
      if (ours.messages().size() < theirs.messages().size() && ours.end() != End.OVER) {
        String read = read(theirs.messages().get(both));
        List<Meant> list = requests ? STRICTER_REQUESTS : STRICTER_ANSWERS;
        name("stricter", list, each -> each.is(ours.why(), read, text), told(text, ours, theirs));
      } else if (laxer(ours, theirs)) {
        List<Meant> list = requests ? LAXER_REQUESTS : LAXER_ANSWERS;
        name("laxer", list, each -> each.is(theirs.why(), "", text), told(text, ours, theirs));
      }
    }

    private static boolean laxer(Verdict ours, Verdict theirs) {
      boolean more = ours.messages().size() > theirs.messages().size();
      boolean further = ours.end() == End.IN_BODY && theirs.end() == End.REFUSED;
      return theirs.end() != End.OVER
          && (more || (further && ours.messages().size() == theirs.messages().size()));
    }

    private static String read(Message message) {
      return message.first() + "\n" + String.join("\n", message.headers());
    }

    private void name(String kind, List<Meant> list, Predicate<Meant> is, String told) {
      for (Meant each : list) {
        if (is.test(each)) {
          named.add(kind + ": " + each.name());
          return;
        }
      }
      unnamed.add(kind + ": " + told);
    }

    /// What our rules take away or put is not compared; no header may be there that was not. Lines
    /// of one name are one to both.
    private static boolean same(Message ours, Message theirs) {
      return ours.first().equals(theirs.first())
          && ours.body().equals(theirs.body())
          && joined(theirs).entrySet().containsAll(joined(ours).entrySet());
    }

    private static Map<String, String> joined(Message message) {
      Map<String, String> values = new HashMap<>();
      for (String line : message.headers()) {
        String value = line.substring(line.indexOf(':') + 1).strip();
        values.merge(
            line.substring(0, line.indexOf(':')),
            value,
            (a, b) -> a.isEmpty() || b.isEmpty() ? a + b : a + "," + b);
      }
      return values;
    }

    private static String told(String text, Verdict ours, Verdict theirs) {
      return text.replace("\r", "\\r").replace("\n", "\\n")
          + "\n    ours   "
          + ours
          + "\n    theirs "
          + theirs;
    }

    void check() {
      assertThat(unnamed).isEmpty();
      assertThat(alike).isGreaterThan(100);
    }
  }
}
