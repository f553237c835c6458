# Sourced by ./limpet and build.sh.

# Whether there is a build of `top` that can be started and no source is newer; sets `java` then.
# launch/java is written last: the Java to start, and the folder that the build was made for.
is_fresh() {
  stamp=$top/gateway/target/launch/java
  [ -e "$stamp" ] || return 1
  { read -r java && read -r built_for; } <"$stamp" || return 1
  [ "$built_for" = "$top" ] && [ -x "$java" ] && [ -z "$(
    find "$top/pom.xml" "$top/picocli/pom.xml" "$top/protos/pom.xml" "$top/protos/src" \
      "$top/gateway/pom.xml" "$top/gateway/launcher" \
      "$top/gateway/src/main" "$top/examples" -newer "$stamp" -print -quit
  )" ]
}
