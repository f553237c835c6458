package io.limpet.source.file;

import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which files there are now, by path, and which folders must be watched to learn of others.
final class Listing {
  private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

  private final SortedMap<Path, Problem> problems = new TreeMap<>();
  private final Set<Path> files = new TreeSet<>();
  private final Set<Path> folders = new TreeSet<>();

  private Listing() {}

  static Listing of(List<Path> paths) throws IOException {
    Listing listing = new Listing();
    for (Path path : paths) {
      listing.add(path);
    }
    return listing;
  }

  /// In the order in which they serve.
  Set<Path> files() {
    return files;
  }

  Set<Path> folders() {
    return folders;
  }

  /// What keeps files from being found, by the path concerned.
  SortedMap<Path, Problem> problems() {
    return problems;
  }

  private void add(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      Files.walkFileTree(
          path, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Visitor(path));
    } else if (Files.exists(path)) {
      addFile(path);
    } else {
      problems.put(
          path, problem(path, "missing-file", "there is no such file or folder; correct the path"));
    }
    folders.add(nearestFolder(path.toAbsolutePath()));
  }

  /// A link is followed, as what it leads to changes without an event beside the link.
  private void addFile(Path file) {
    files.add(file);
    try {
      folders.add(nearestFolder(file.toRealPath()));
    } catch (IOException _) {
      // It leads nowhere, or went just now: reading the file finds the same and says so.
    }
  }

  /// The folder that the path is in, or would be in, as far as it exists.
  private static Path nearestFolder(Path path) {
    Path parent = path.getParent();
    if (parent == null || Files.isDirectory(parent)) {
      return parent == null ? path : parent;
    }
    return nearestFolder(parent);
  }

  static Problem unreadable(Path path, IOException failure) {
    return problem(
        path,
        "unreadable-file",
        switch (failure) {
          case AccessDeniedException _ ->
              "cannot be read: no permission; allow it with chmod +r (and +x on its folders)";
          case NoSuchFileException _ -> "leads nowhere; correct the link or remove it";
          case FileSystemLoopException _ -> "is a link back to a folder above it; remove it";
          case CharacterCodingException _ -> "is not UTF-8 text; save it as such";
          default ->
              "cannot be read: " + failure.getMessage() + "; correct that, or remove the file";
        });
  }

  private static Problem problem(Path path, String code, String message) {
    return new Problem(Severity.ERROR, new Origin(path.toString(), 0), "", "", code, message);
  }

  /// Names that begin with a dot are skipped: editors' copies, and the folders behind the links of
  /// a mounted ConfigMap.
  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;

    Visitor(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (!folder.equals(root) && hidden(folder)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      folders.add(folder.toAbsolutePath());
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = file.toString();
      if (!hidden(file) && ENDINGS.stream().anyMatch(name::endsWith)) {
        addFile(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      if (!hidden(file)) {
        problems.put(file, unreadable(file, failure));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
      if (failure != null) {
        problems.put(folder, unreadable(folder, failure));
      }
      return FileVisitResult.CONTINUE;
    }

    private static boolean hidden(Path path) {
      Path name = path.getFileName();
      return name != null && name.toString().startsWith(".") && name.toString().length() > 1;
    }
  }
}
