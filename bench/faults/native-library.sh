#!/usr/bin/env bash
# Case 32: the temporary directory does not allow executing, so the native library cannot load.
# Promise: the start fails with one line that names what to set, and setting it helps.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
need_root
mkdir "$work/noexec"
mount -t tmpfs -o size=64m,noexec tmpfs "$work/noexec"
mounts+=("$work/noexec")
export TREELINE_JAVA_OPTS="-Djava.io.tmpdir=$work/noexec"
if "$home/treeline" serve --ports auto --data "$work/data" >"$work/server.log" 2>&1; then
  fail "it started"
fi
grep -q ROCKSDB_SHAREDLIB_DIR "$work/server.log" || fail "the message names no way out"
[[ $(grep -c '^treeline:' "$work/server.log") == 1 ]] || fail "more than one line"
unset TREELINE_JAVA_OPTS
start "$work/data"
echo "PASSED: case 32"
