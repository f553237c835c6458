#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Loads Limpet and the peers found on this machine side by side, and prints a table: the proxies on
# core 0, backend and load on core 1. Needs gcc, wrk and python3, and a machine that does nothing
# else; Envoy, HAProxy and nginx are taken if they are there (ENVOY names Envoy's program).
#
# usage: run.sh [SECONDS [ROUNDS [CONNECTIONS [PATH]]]]       PATH is /hello (strong) or /soft
set -eu
seconds=${1:-10} rounds=${2:-3} connections=${3:-32} path=${4:-/hello}
here=$(cd "$(dirname "$0")" && pwd -P)
work=$(mktemp -d)
started=
targets=

stop() {
  for pid in $started; do
    kill "$pid" 2>/dev/null || true
  done
  wait
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

# proxy NAME PORT COMMAND...: on core 0; becomes a target once it answers
proxy() {
  name=$1 port=$2
  shift 2
  taskset -c 0 "$@" >"$work/$name.log" 2>&1 &
  pid=$!
  started="$started $pid"
  for _ in $(seq 200); do
    if curl -fs -o /dev/null "http://127.0.0.1:$port$path"; then
      targets="$targets $name:$pid:$port:$connections:$path"
      return
    fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  echo "$name does not answer on port $port:" >&2
  cat "$work/$name.log" >&2
  exit 1
}

gcc -O2 -o "$work/backend" "$here/backend.c"
gcc -O2 -o "$work/floor" "$here/floor.c"
taskset -c 1 "$work/backend" 6 5000 &
started="$started $!"

"$here/../limpet" --version >/dev/null # builds, where that is needed, before anything is measured
proxy limpet 10000 "$here/../limpet" run -f "$here/limpet.yaml" \
  --admin-port 0 --status-port 0 --api-port 0 --concurrency 1
envoy=${ENVOY:-$here/../gateway/target/envoy/bin/envoy}
if [ -x "$envoy" ]; then
  proxy envoy 10001 "$envoy" -c "$here/peers/envoy.yaml" --concurrency 1 -l error \
    --use-dynamic-base-id
fi
if command -v haproxy >/dev/null; then
  proxy haproxy 10002 haproxy -db -f "$here/peers/haproxy.cfg"
fi
if [ "$path" = /soft ] && command -v nginx >/dev/null; then # nginx has no strong sessions
  proxy nginx 10003 nginx -p "$work" -c "$here/peers/nginx.conf"
fi
proxy floor 10009 "$work/floor" 10009 5000

# shellcheck disable=SC2086  # targets are words
python3 "$here/load.py" "$seconds" "$rounds" $targets
