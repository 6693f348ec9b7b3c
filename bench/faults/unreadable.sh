#!/usr/bin/env bash
# A store of another user. Promise: a command says so, and does not claim that there is no store.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
need_root
start "$work/data"
kill "$server" && wait "$server" || fail "stop"
server=
chmod 755 "$work"
status=0
su -s /bin/bash nobody -c "'$home/treeline' runs --data '$work/data'" >"$work/out" 2>&1 || status=$?
[[ $status == 4 ]] || { cat "$work/out"; fail "exit status $status"; }
grep -q "may not be read by user nobody" "$work/out" || { cat "$work/out"; fail "message"; }
echo "PASSED: unreadable directory"
