package io.limpet;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/// A hard limit on our sources: what it asks, and a source that breaks it.
///
/// @param check is given a source and where to put the line number and text of each finding
record TidyRule(
    String name, JavaSource broken, BiConsumer<JavaSource, BiConsumer<Long, String>> check) {
  static final int COLUMNS = 100;
  static final int METHOD_LINES = 60;
  static final int TYPE_LINES = 500;
  static final int PARAMETERS = 5;

  private static final Pattern EMPTY_NAME =
      Pattern.compile("(Abstract|Base)[A-Z].*|.*(Impl|Manager|Helper|Utils?|Base)");
  private static final Pattern POSTPONED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final Pattern BROKEN_DOCUMENTATION = Pattern.compile("(?m)^ *///( .*)?\n *// .*");
  private static final String TEXT_BLOCK = "\"".repeat(3);
  private static final Set<String> ABOUT =
      Set.of("**In:**", "**Out:**", "**Threads:**", "**Must not know:**");
  private static final String IN_MAIN = "src/main/java/io/limpet/mesh/A.java";

  static final List<TidyRule> ALL =
      List.of(
          new TidyRule(
              "lines end at column " + COLUMNS,
              main("// " + "x".repeat(COLUMNS)),
              TidyRule::longLines),
          new TidyRule(
              "documentation stays whole: the formatter breaks a line of it that is too long",
              main("/// A\n// line.\nclass A {}"),
              (source, found) -> matches(source, BROKEN_DOCUMENTATION, found)),
          new TidyRule(
              "methods have at most " + METHOD_LINES + " lines",
              main("class A { void run() {" + "\n".repeat(METHOD_LINES) + "}}"),
              TidyRule::longMethods),
          new TidyRule(
              "types have at most " + TYPE_LINES + " lines",
              main("class A {" + "\n".repeat(TYPE_LINES) + "}"),
              TidyRule::longTypes),
          new TidyRule(
              "methods have at most " + PARAMETERS + " parameters, else they want a record",
              main("class A { void run(int a, int b, int c, int d, int e, int f) {} }"),
              TidyRule::manyParameters),
          new TidyRule(
              "a package says what goes in and out, its threads and what it must not know",
              JavaSource.of("src/main/java/io/limpet/mesh/package-info.java", "package a;"),
              TidyRule::silentPackages),
          new TidyRule(
              "only commands print",
              main("class A { void run() { System.out.println(); } }"),
              TidyRule::printing),
          new TidyRule(
              "nothing sleeps: await a condition with a deadline",
              main("class A { void run() { Thread.sleep(1); } }"),
              TidyRule::sleeping),
          new TidyRule(
              "what is left to do is an issue, not a comment",
              main("// TO" + "DO: more"),
              (source, found) -> matches(source, POSTPONED, found)),
          new TidyRule(
              "a type is named for its work",
              main("class A { class RouteManager {} }"),
              TidyRule::emptyNames),
          new TidyRule(
              "static fields never change",
              main("class A { static int count; }"),
              TidyRule::staticState),
          new TidyRule(
              "an exception is handled, passed on, or its absence explained",
              main("class A { void run() { try { } catch (Exception e) { } } }"),
              TidyRule::swallowed),
          new TidyRule(
              "no test is switched off",
              main("class A { @Dis" + "abled void run() {} }"),
              TidyRule::switchedOff));

  /// Each place where a source breaks this rule, as `file:line: what`.
  List<String> findings(JavaSource source) {
    List<String> found = new ArrayList<>();
    check.accept(source, (line, what) -> found.add(source.path() + ":" + line + ": " + what));
    return found;
  }

  @Override
  public String toString() {
    return name;
  }

  /// In tests the lines of text blocks are data: tables, messages in full.
  private static void longLines(JavaSource source, BiConsumer<Long, String> found) {
    boolean inTextBlock = false;
    long number = 0;
    for (String line : source.text().split("\n", -1)) {
      number++;
      boolean isData = line.startsWith("import ") || (inTextBlock && !source.isShipped());
      if (line.length() > COLUMNS && !isData) {
        found.accept(number, line.length() + " columns");
      }
      inTextBlock ^= line.split(TEXT_BLOCK, -1).length % 2 == 0;
    }
  }

  /// The body counts, not the annotations above it, nor in tests a table: one statement that
  /// returns it.
  private static void longMethods(JavaSource source, BiConsumer<Long, String> found) {
    scan(
        source,
        (path, tree) -> {
          if (tree instanceof MethodTree method
              && method.getBody() != null
              && source.lines(method.getBody()) > METHOD_LINES
              && (source.isShipped() || !isTable(method.getBody()))) {
            String size = " has " + source.lines(method.getBody()) + " lines";
            found.accept(source.firstLine(method), method.getName() + size);
          }
        });
  }

  private static boolean isTable(BlockTree body) {
    return body.getStatements().size() == 1
        && body.getStatements().getFirst() instanceof ReturnTree;
  }

  private static void longTypes(JavaSource source, BiConsumer<Long, String> found) {
    scan(
        source,
        (path, tree) -> {
          if (tree instanceof ClassTree type && source.lines(type) > TYPE_LINES) {
            String size = " has " + source.lines(type) + " lines";
            found.accept(source.firstLine(type), type.getSimpleName() + size);
          }
        });
  }

  private static void manyParameters(JavaSource source, BiConsumer<Long, String> found) {
    scan(
        source,
        (path, tree) -> {
          if (tree instanceof MethodTree method
              && method.getParameters().size() > PARAMETERS
              && !isRecordConstructor(path, method)) {
            String count = " has " + method.getParameters().size() + " parameters";
            found.accept(source.firstLine(method), method.getName() + count);
          }
        });
  }

  private static void silentPackages(JavaSource source, BiConsumer<Long, String> found) {
    if (source.path().endsWith("package-info.java")) {
      String text = source.text().replaceAll("\\s+(///)?\\s*", " ");
      for (String part : ABOUT) {
        if (!text.contains(part)) {
          found.accept(1L, part + " is not said");
        }
      }
    }
  }

  private static void printing(JavaSource source, BiConsumer<Long, String> found) {
    boolean mayPrint =
        !source.isShipped()
            || source.path().contains("/io/limpet/cli/")
            || source.path().endsWith("/io/limpet/Main.java");
    if (!mayPrint) {
      selections(source, Set.of("System.out", "System.err"), found);
    }
  }

  private static void sleeping(JavaSource source, BiConsumer<Long, String> found) {
    selections(
        source, Set.of("Thread.sleep", "TimeUnit.SECONDS.sleep", "MILLISECONDS.sleep"), found);
  }

  private static void emptyNames(JavaSource source, BiConsumer<Long, String> found) {
    scan(
        source,
        (path, tree) -> {
          if (tree instanceof ClassTree type
              && EMPTY_NAME.matcher(type.getSimpleName()).matches()) {
            found.accept(source.firstLine(type), type.getSimpleName().toString());
          }
        });
  }

  private static void staticState(JavaSource source, BiConsumer<Long, String> found) {
    scan(
        source,
        (path, tree) -> {
          if (tree instanceof VariableTree field && isStaticAndNotFinal(field)) {
            found.accept(source.firstLine(field), field.getName() + " is static and not final");
          }
        });
  }

  private static void swallowed(JavaSource source, BiConsumer<Long, String> found) {
    scan(
        source,
        (path, tree) -> {
          if (tree instanceof CatchTree caught && isBlank(source, caught.getBlock())) {
            found.accept(source.firstLine(caught), caught.getParameter() + " is swallowed");
          }
        });
  }

  private static void switchedOff(JavaSource source, BiConsumer<Long, String> found) {
    matches(
        source, Pattern.compile("@(org\\.junit\\.jupiter\\.api\\.)?(Disabled|Ignore)\\b"), found);
  }

  private static boolean isRecordConstructor(TreePath path, MethodTree method) {
    return method.getName().contentEquals("<init>")
        && path.getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
  }

  private static boolean isStaticAndNotFinal(VariableTree field) {
    Set<Modifier> flags = field.getModifiers().getFlags();
    return flags.contains(Modifier.STATIC) && !flags.contains(Modifier.FINAL);
  }

  /// Blank means without a comment too: a comment there says why nothing is done.
  private static boolean isBlank(JavaSource source, BlockTree block) {
    int start = (int) source.positions().getStartPosition(source.tree(), block);
    int end = (int) source.positions().getEndPosition(source.tree(), block);
    return source.text().substring(start + 1, end - 1).isBlank();
  }

  private static void selections(
      JavaSource source, Set<String> names, BiConsumer<Long, String> found) {
    scan(
        source,
        (path, tree) -> {
          if (tree instanceof MemberSelectTree select && names.contains(select.toString())) {
            found.accept(source.firstLine(select), select.toString());
          }
        });
  }

  private static void matches(JavaSource source, Pattern pattern, BiConsumer<Long, String> found) {
    pattern
        .matcher(source.text())
        .results()
        .forEach(
            match ->
                found.accept(
                    source.tree().getLineMap().getLineNumber(match.start()), match.group()));
  }

  private static void scan(JavaSource source, BiConsumer<TreePath, Tree> visitor) {
    new TreePathScanner<Void, Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void nothing) {
        if (tree != null) {
          visitor.accept(new TreePath(getCurrentPath(), tree), tree);
        }
        return super.scan(tree, null);
      }
    }.scan(new TreePath(source.tree()), null);
  }

  private static JavaSource main(String text) {
    return JavaSource.of(IN_MAIN, text);
  }
}
