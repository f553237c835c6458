#!/bin/sh
# Builds Limpet for ./limpet: one line says so, errors are shown in full, and nothing else.
# usage: build.sh TOP
set -u
top=$1
target=$top/gateway/target
here=$top/gateway/launcher
mkdir -p "$target"

# Of two first starts at once, the second waits here, and then finds that all is done.
if [ "${2:-}" != locked ]; then
  if command -v flock >/dev/null; then
    exec flock "$target/build.lock" sh "$here/build.sh" "$top" locked
  elif command -v lockf >/dev/null; then
    exec lockf -k "$target/build.lock" sh "$here/build.sh" "$top" locked
  fi
fi
. "$here/freshness.sh"
if is_fresh; then
  exit 0
fi

fail() {
  echo "limpet: $*" >&2
  exit 1
}
. "$here/find-java.sh"
find_java
[ -n "$java" ] || fail "no JDK 25 found; install one, or set JAVA_HOME to it"
[ -x "${java%/*}/javac" ] || fail "$java has no compiler beside it; a JDK 25 is needed to build"
command -v mvn >/dev/null || fail "Maven is needed to build; install it, so that mvn is on the PATH"

# What is said to Limpet's own JVM is not for Maven's, which may be an older one.
unset JDK_JAVA_OPTIONS

log=$target/build.log
started=$target/build.started
touch "$started"
progress() {
  # On a terminal the line tells the step; elsewhere it is written once.
  if [ ! -t 2 ]; then
    echo "limpet: building (only when sources have changed)" >&2
    exec cat >"$log"
  fi
  : >"$log"
  while IFS= read -r line; do
    printf '%s\n' "$line" >>"$log"
    case $line in
      *' --- '*' @ '*)
        step=${line%% (*}
        printf '\r\033[Klimpet: building: %s' "${step##*:}" >&2
        ;;
    esac
  done
  printf '\r\033[K' >&2
}
{
  (cd "$top" && mvn -B package -DskipTests -Dmaven.test.skip=true) 2>&1
  echo $? >"$target/build.status"
} | progress
if [ "$(cat "$target/build.status")" != 0 ]; then
  # Without Maven's progress, and without its advice about options that ./limpet does not take.
  sed '/^\[ERROR\] To see the full stack trace/,$d' "$log" |
    grep -E '^\[(ERROR|WARNING)\]|\[exec\]' >&2 || cat "$log" >&2
  fail "the build failed; $log has all of its output"
fi
# A source that was edited meanwhile is newer than the build.
touch -r "$started" "$target/launch/java"
