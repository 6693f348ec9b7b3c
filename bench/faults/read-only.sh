#!/usr/bin/env bash
# Case 9: the file system turns read-only. Promise: the process stays, reads answer, senders get 503,
# readiness is false; with the disk repaired everything acknowledged is there.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
need_root
mkdir "$work/disk"
truncate -s 300m "$work/image"
mkfs.ext4 -q "$work/image"
mount -o loop "$work/image" "$work/disk"
mounts+=("$work/disk")
start "$work/disk/data"
remember_ports
for ((i = 0; i < 20; i++)); do [[ $(send_one) == 200 ]] || fail "a healthy server refuses"; done
first=$(head -n1 "$work/acked" | cut -d' ' -f1)
# What a kernel does after an I/O error with errors=remount-ro; writers with open files are hit, too.
mount -o remount,abort "$work/disk"
status=200
for ((i = 0; i < 60 && status == 200; i++)); do status=$(send_one); done
[[ $status == 503 ]] || fail "a read-only disk answers $status"
await 5 "not ready" is_not_ready
sleep 5
[[ $(status_of "$query/api/v1/traces/$first") == 200 ]] || fail "reads are down"
kill -0 "$server" || fail "the server is gone"
repair "$work/image"
echo "PASSED: case 9"
