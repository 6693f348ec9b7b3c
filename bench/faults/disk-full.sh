#!/usr/bin/env bash
# Case 7: the disk fills up and space comes back. Promise: reads stay up, senders get 503 with
# Retry-After, readiness is false, and within 10 s of the space coming back data is taken again.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
need_root
mkdir "$work/disk"
mount -t tmpfs -o size=160m tmpfs "$work/disk"
mounts+=("$work/disk")
start "$work/disk/data"
remember_ports
for ((i = 0; i < 20; i++)); do [[ $(send_one) == 200 ]] || fail "a healthy server refuses"; done
first=$(head -n1 "$work/acked" | cut -d' ' -f1)
fallocate -l "$(($(df --output=avail -B1 "$work/disk" | tail -n1) - 65536))" "$work/disk/ballast"
status=200
for ((i = 0; i < 400 && status == 200; i++)); do status=$(send_one 60000); done
[[ $status == 503 ]] || fail "a full disk answers $status"
grep -qi '^retry-after:' "$work/headers" || fail "no Retry-After"
await 5 "not ready" is_not_ready
sleep 12
is_not_ready || fail "ready again without space and without traffic"
[[ $(status_of "$query/api/v1/traces/$first") == 200 ]] || fail "reads are down"
kill -0 "$server" || fail "the server is gone"
rm "$work/disk/ballast"
await 10 "takes data again" takes_data
await 5 "ready again" is_ready
kill "$server" && wait "$server" || fail "stop"
server=
check "$work/disk/data"
echo "PASSED: case 7"
