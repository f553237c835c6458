#!/bin/sh
# Makes what ./limpet starts from, in target/launch: the AOT cache, by a training run, and java.args
# with every option of the JVM. Maven calls it in the package phase, when the jars are in place.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
top=${here%/gateway/launcher}
target=$top/gateway/target
launch=$target/launch

. "$here/find-java.sh"
find_java
if [ -z "$java" ]; then
  echo "no JDK 25 found; install one, or set JAVA_HOME to it" >&2
  exit 1
fi
rm -rf "$launch"
mkdir -p "$launch/native"

# A copy, so that a running Limpet keeps its classes when the next build replaces the jar.
cp -p "$target/limpet.jar" "$launch/limpet.jar"
class_path=$launch/limpet.jar
for jar in "$target"/lib/*.jar; do
  class_path=$class_path:$jar
done

# Netty would unpack its native libraries into the temporary folder at every start.
for jar in "$target"/lib/netty-transport-native-*-*-*.jar "$target"/lib/netty-tcnative-*-*-*-*.jar; do
  (cd "$launch" && "${java%/*}/jar" xf "$jar" META-INF/native)
done
mv "$launch"/META-INF/native/* "$launch/native/"
rm -r "$launch/META-INF"

# Has memory given back to the system now and then. Only glibc can; elsewhere the JVM would not start.
trim() {
  option=-XX:TrimNativeHeapInterval=$1
  if "$java" "$option" --version >/dev/null 2>&1; then
    echo "$option"
  fi
}

# The JVM leaves the cache aside unless it starts with the class path, the collector and the layout
# of objects of the training run. So all three start from this one file.
#
# A request makes next to nothing (AllocationTest), so a young generation of 12 MiB is rarely full;
# the JVM would take a third of the heap, and touch it. What the compilers needed at the start is
# given back to the system. The AOT cache is mapped where it was made for, so that not each of its
# pages is written to and made the process' own: 12 MiB less.
#
# Netty takes direct memory 4 MiB at a time, and has each of its pages touched: 1 MiB holds what 256
# connections have under way.
#
# From a socket's event to a session is more calls deep than the second compiler would put into one
# piece of code: with its usual 15 levels a request costs a tenth more.
#
# Netty would follow one buffer of 128 with stack traces to find leaks; tests follow every one.
cat >"$launch/java.args" <<END
-XX:+UseSerialGC
-XX:+UseCompactObjectHeaders
-Xmn12m
$(trim 10000)
-XX:+UnlockDiagnosticVMOptions
-XX:ArchiveRelocationMode=0
-XX:MaxInlineLevel=24
--enable-native-access=ALL-UNNAMED
--sun-misc-unsafe-memory-access=allow
-Djava.library.path="$launch/native"
-Dio.netty.allocator.maxOrder=7
-Dio.netty.jfr.enabled=false
-Dio.netty.leakDetection.level=disabled
-cp "$class_path"
END
# All classes of a cache are in memory from the start, used or not: so the control plane has its
# own, without the proxy. It makes more garbage than a request does, and is idle most of the time.
train() {
  if ! "$java" -XX:AOTCacheOutput="$launch/$1.aot" "@$launch/java.args" \
    io.limpet.Main train ${2:-} >"$launch/$1.log" 2>&1; then
    cat "$launch/$1.log" >&2
    echo "the training run for the AOT cache $1 failed" >&2
    exit 1
  fi
}
train limpet
train control control
{
  cat "$launch/java.args"
  printf '%s\n' -Xmn16m "$(trim 1000)" "-XX:AOTCache=\"$launch/control.aot\""
} >"$launch/control.args"
echo "-XX:AOTCache=\"$launch/limpet.aot\"" >>"$launch/java.args"
printf '%s\n' "$java" "$top" >"$launch/java"
