# Sets `java` to a Java 25, or leaves it empty. Sourced by build.sh and train.sh, so that the AOT
# cache is made by the very Java that ./limpet will start: a cache is of no use to any other.

is_25() {
  # A JDK says its version in a file, which is a hundred times faster than to start it.
  [ -x "$1/bin/java" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release" 2>/dev/null
}

find_java() {
  java=
  on_path=$(command -v java 2>/dev/null) && on_path=$(readlink -f "$on_path") || on_path=
  mac=
  [ -x /usr/libexec/java_home ] && mac=$(/usr/libexec/java_home -v 25 2>/dev/null)
  for home in "${JAVA_HOME:-}" "${on_path%/bin/java}" "$mac" \
    /usr/lib/jvm/*25* /usr/java/*25* /opt/*25* /opt/*/*25* \
    "${HOME:-}"/.sdkman/candidates/java/25* "${HOME:-}"/.jdks/*25* \
    "${HOME:-}"/.local/share/mise/installs/java/*25* "${HOME:-}"/.asdf/installs/java/*25* \
    /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
    if [ -n "$home" ] && is_25 "$home"; then
      java=$home/bin/java
      return
    fi
  done
}
