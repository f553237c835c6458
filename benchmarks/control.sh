#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: benchmarks/control.sh [SERVICES [ENDPOINTS-OF-EACH [GATEWAYS]]]     default: 1000 10 500
#
# Runs the control plane and that many simulated gateways in one process, and then `limpet control`
# alone with two Services, and prints how long changes take and how much memory there is.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$here/..
"$top/limpet" --version >/dev/null # builds what is not fresh

. "$top/gateway/launcher/find-java.sh"
find_java
# As `limpet control` starts, with a cache that has seen it, and the load's classes behind its own.
launch=$top/gateway/target/launch
class_path=$(sed -n 's/^-cp "\(.*\)"$/\1/p' "$launch/control.args")
load=$top/gateway/target/load
mkdir -p "$load"
"${java%/*}/javac" -proc:none -cp "$class_path" -d "$load" "$here/control/ControlLoad.java"
grep -v '^-cp' "$launch/control.args" >"$load/args"
# The gateways' garbage is in this heap too, and has the young generation that two processes would.
"$java" "@$load/args" -Xmx600m -Xmn32m -cp "$class_path:$load" ControlLoad "${1:-1000}" "${2:-10}" "${3:-500}"

"$top/limpet" control -f "$here/control/two-services.yaml" --port 0 &
limpet=$!
trap 'kill $limpet' EXIT
until curl -sf http://127.0.0.1:15014/ready >/dev/null; do kill -0 $limpet; sleep 0.1; done
sleep 5 # until what its start needed is compiled
awk '/VmRSS/ { printf "limpet control with 2 Services: %d MiB resident\n", $2 / 1024 }' \
  "/proc/$limpet/status"
