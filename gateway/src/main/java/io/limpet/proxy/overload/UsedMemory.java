package io.limpet.proxy.overload;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// How much memory is in use: objects that the last collection found alive, and buffers.
///
/// What was allocated since counts only in the next collection: most of it is garbage already, and
/// a pressure that follows it would rise and fall with every one.
final class UsedMemory {
  private final LongSupplier buffers;

  UsedMemory(LongSupplier buffers) {
    this.buffers = buffers;
  }

  long bytes() {
    @Nullable GcInfo last = null;
    for (GarbageCollectorMXBean each :
        ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class)) {
      GcInfo info = each.getLastGcInfo();
      if (info != null && (last == null || info.getEndTime() > last.getEndTime())) {
        last = info;
      }
    }
    return buffers.getAsLong() + (last == null ? 0 : alive(last));
  }

  private static long alive(GcInfo info) {
    long bytes = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage usage = info.getMemoryUsageAfterGc().get(pool.getName());
      if (usage != null && pool.getType() == MemoryType.HEAP) {
        bytes += usage.getUsed();
      }
    }
    return bytes;
  }
}
