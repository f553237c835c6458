#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: benchmarks/jmh.sh [JMH-OPTION...]     such as `Table`, `-f 1 -wi 3 -i 5`, `-l`
#
# Builds what is needed and runs the JMH benchmarks of benchmarks/jmh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

. gateway/launcher/find-java.sh
find_java
mvn -q -B -Pjmh -Dmaven.test.skip=true -DskipTests package
exec "$java" -cp 'benchmarks/jmh/target/jmh.jar:benchmarks/jmh/target/lib/*' org.openjdk.jmh.Main "$@"
