package io.limpet;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// One Java source with its syntax tree, as the JDK's own compiler reads it.
record JavaSource(String path, String text, CompilationUnitTree tree, SourcePositions positions) {

  /// Every source of the gateway, shipped and test.
  static List<JavaSource> all() {
    return read(files());
  }

  /// The paths of the same.
  static List<Path> files() {
    try (Stream<Path> found = Files.walk(Path.of("src"))) {
      return found.filter(path -> path.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A text as if it were in this file.
  static JavaSource of(String path, String text) {
    return parse(List.of(new InMemory(path, text))).getFirst();
  }

  /// Compiles texts into a folder, for rules that read class files.
  static Path compile(Path folder, List<String> texts) {
    List<JavaFileObject> units = new ArrayList<>();
    for (String text : texts) {
      units.add(new InMemory(className(text) + ".java", text));
    }
    List<String> options = List.of("-d", folder.toString(), "-proc:none");
    if (!compiler().getTask(null, null, null, options, null, units).call()) {
      throw new IllegalArgumentException("does not compile: " + texts);
    }
    return folder;
  }

  boolean isShipped() {
    return path.startsWith("src/main/");
  }

  long firstLine(Tree part) {
    return tree.getLineMap().getLineNumber(positions.getStartPosition(tree, part));
  }

  long lines(Tree part) {
    return tree.getLineMap().getLineNumber(positions.getEndPosition(tree, part))
        - firstLine(part)
        + 1;
  }

  private static List<JavaSource> read(List<Path> files) {
    List<InMemory> units = new ArrayList<>();
    for (Path file : files) {
      try {
        units.add(new InMemory(file.toString(), Files.readString(file)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return parse(units);
  }

  private static List<JavaSource> parse(List<InMemory> units) {
    JavacTask task = (JavacTask) compiler().getTask(null, null, null, List.of(), null, units);
    SourcePositions positions = Trees.instance(task).getSourcePositions();
    List<JavaSource> sources = new ArrayList<>();
    try {
      for (CompilationUnitTree tree : task.parse()) {
        JavaFileObject unit = tree.getSourceFile();
        String path = unit.toUri().getPath().substring(1);
        String text = unit.getCharContent(true).toString();
        sources.add(new JavaSource(path, text, tree, positions));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sources;
  }

  private static String className(String text) {
    return text.replaceFirst("(?s).*?\\b(class|record|interface|enum) (\\w+).*", "$2");
  }

  private static JavaCompiler compiler() {
    return ToolProvider.getSystemJavaCompiler();
  }

  private static final class InMemory extends SimpleJavaFileObject {
    private final String text;

    InMemory(String path, String text) {
      super(URI.create("memory:///" + path), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
