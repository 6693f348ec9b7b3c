#!/usr/bin/env bash
# Cases 10 and 11: a thin-provisioned disk that has no blocks left: writes go to the page cache and
# the fsync fails with EIO. Promise: what is not on the disk is not acknowledged, the process stays,
# reads answer; with the disk repaired everything acknowledged is there.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
need_root
mkdir "$work/pool" "$work/disk"
mount -t tmpfs -o size=90m tmpfs "$work/pool"
mounts+=("$work/pool")
truncate -s 400m "$work/pool/image"
mkfs.ext4 -q -E lazy_itable_init=1,nodiscard "$work/pool/image"
mount -o loop,errors=continue "$work/pool/image" "$work/disk"
mounts=("$work/disk" "${mounts[@]}")
start "$work/disk/data"
remember_ports
for ((i = 0; i < 20; i++)); do [[ $(send_one) == 200 ]] || fail "a healthy server refuses"; done
first=$(head -n1 "$work/acked" | cut -d' ' -f1)
status=200
for ((i = 0; i < 3000 && status == 200; i++)); do status=$(send_one 60000); done
[[ $status == 503 ]] || fail "a disk whose fsync fails answers $status"
kill -0 "$server" || fail "the server is gone"
[[ $(status_of "$query/api/v1/traces/$first") == 200 ]] || fail "reads are down"
await 5 "not ready" is_not_ready
sleep 5
kill -0 "$server" || fail "the server is gone"
# The file system has given itself up by now; there are blocks again.
mount -o remount,size=600m "$work/pool"
repair "$work/pool/image"
echo "PASSED: cases 10 and 11"
