package io.limpet.cli;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Gives the AOT cache's pages back to the system now and then. The JVM touches all of the cache as
/// it starts, and the compilers much of it; a request touches next to none. A page that is only
/// read is the file's own: who needs it again finds it where the system keeps files (Linux:
/// madvise(2), MADV_DONTNEED; proc_pid_smaps(5)). An agent that redefines classes has the JVM map
/// the cache anew, to be written: from then on all of it stays.
final class ClassPages {
  private static final Path MAPPINGS = Path.of("/proc/self/maps");
  private static final Path PAGES = Path.of("/proc/self/smaps");
  private static final Pattern HEAD =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (....) \\S+ \\S+ \\S+ +(.*)");
  private static final String ONLY_READ = "r--p";
  private static final String CACHE = ".aot";

  /// Pages that the process has written to before they were only read: as if they never were, they
  /// would be lost.
  private static final String OWN = "Anonymous:";

  private static final int MADV_DONTNEED = 4;
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private ClassPages() {}

  /// A part of the process's memory, in bytes, and how the system tells of it.
  record Range(long start, long length, String told) {}

  /// From now on, on a thread of its own, until the process ends; nothing where the system has no
  /// such call, or there is no cache.
  static void keepFew() {
    if (Files.isReadable(PAGES)) {
      Thread.ofPlatform().name("limpet-memory").daemon().start(ClassPages::giveAgainAndAgain);
    }
  }

  private static void giveAgainAndAgain() {
    Optional<MethodHandle> madvise = madvise();
    try {
      List<Range> ranges = onlyRead(Files.readAllLines(PAGES));
      while (madvise.isPresent() && areMapped(ranges)) {
        ranges.forEach(range -> give(madvise.get(), range));
        LockSupport.parkNanos(PERIOD.toNanos());
      }
    } catch (IOException notTold) {
      // Nothing more is given back.
    }
  }

  /// All of them still as they were; false where there are none.
  private static boolean areMapped(List<Range> ranges) throws IOException {
    return !ranges.isEmpty()
        && Files.readAllLines(MAPPINGS).containsAll(ranges.stream().map(Range::told).toList());
  }

  /// Where the cache is only read and no page of it has become the process's own.
  static List<Range> onlyRead(List<String> smaps) {
    List<Range> ranges = new ArrayList<>();
    Optional<Range> seen = Optional.empty();
    for (String line : smaps) {
      Matcher head = HEAD.matcher(line);
      if (head.matches()) {
        seen = cache(head);
      } else if (line.startsWith(OWN) && line.endsWith(" 0 kB")) {
        seen.ifPresent(ranges::add);
      }
    }
    return ranges;
  }

  private static Optional<Range> cache(Matcher head) {
    if (!head.group(3).equals(ONLY_READ) || !head.group(4).endsWith(CACHE)) {
      return Optional.empty();
    }
    long start = Long.parseUnsignedLong(head.group(1), 16);
    long end = Long.parseUnsignedLong(head.group(2), 16);
    return Optional.of(new Range(start, end - start, head.group()));
  }

  @SuppressWarnings("restricted") // the launcher allows native access
  private static Optional<MethodHandle> madvise() {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("madvise")
        .map(
            address ->
                linker.downcallHandle(
                    address,
                    FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT)));
  }

  /// Where it is refused the pages stay, which nobody would notice.
  private static void give(MethodHandle madvise, Range range) {
    try {
      int _ =
          (int)
              madvise.invokeExact(
                  MemorySegment.ofAddress(range.start()), range.length(), MADV_DONTNEED);
    } catch (Throwable impossible) {
      throw new LinkageError("madvise(2) cannot be called", impossible);
    }
  }
}
