#!/usr/bin/env bash
# Case 2: power cuts. A server writes to a file system in an image; at random moments the server and
# the kernel's write-back are frozen by copying the image as its blocks are, without the page cache of
# the mounted file system, and the copy is mounted, checked and exported. Promise with ack_after:
# fsync: every span acknowledged before the copy began is stored, and nothing that nobody sent; with
# ack_after: write only the second, and the store opens.
#
#   power-cut.sh fsync|write [rounds]
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
need_root
mode=${1:-fsync}
rounds=${2:-10}
mkdir "$work/disk" "$work/after"
truncate -s 400m "$work/image"
mkfs.ext4 -q "$work/image"
mount -o loop "$work/image" "$work/disk"
mounts+=("$work/disk")
device=$(findmnt -no SOURCE "$work/disk")
start "$work/disk/data" --set "exporters.treeline.ack_after=$mode"
remember_ports
touch "$work/acked" "$work/sent"
senders=()
for ((i = 0; i < 3; i++)); do
  while :; do send_one $((RANDOM % 4000)) >/dev/null; done &
  senders+=($!)
done
stop_senders() { kill "${senders[@]}" 2>/dev/null || true; }
trap 'stop_senders; cleanup' EXIT
lost_total=0
for ((round = 1; round <= rounds; round++)); do
  sleep "$((1 + RANDOM % 3)).$((RANDOM % 10))"
  cp "$work/acked" "$work/acked.$round"
  # Direct reads see what the device has, not what the file system still holds in memory.
  kill -STOP "$server"
  dd if="$device" of="$work/cut" bs=1M iflag=direct conv=sparse status=none
  kill -CONT "$server"
  mount -o loop "$work/cut" "$work/after"
  "$home/treeline" serve --ports auto --data "$work/after/data" >>"$work/after.log" 2>&1 &
  reader=$!
  for ((i = 0; i < 600; i++)); do
    [[ -s $work/after/data/endpoints.json ]] &&
      [[ $(pid_in "$work/after/data") == "$reader" ]] && break
    kill -0 "$reader" 2>/dev/null || { cat "$work/after.log"; fail "round $round: does not open"; }
    sleep 0.1
  done
  "$home/treeline" export --data "$work/after/data" --format ids | sort >"$work/stored"
  kill "$reader"
  wait "$reader" || fail "round $round: stop"
  "$home/treeline" verify --data "$work/after/data" >"$work/verified" ||
    { cat "$work/verified"; fail "round $round: verify"; }
  umount "$work/after"
  sort -u "$work/sent" >"$work/sent.sorted"
  lost=$(sort -u "$work/acked.$round" | comm -23 - "$work/stored" | wc -l)
  made_up=$(comm -23 "$work/stored" "$work/sent.sorted" | wc -l)
  [[ -z $(uniq -d "$work/stored") ]] || fail "round $round: a span is stored twice"
  [[ $made_up == 0 ]] || fail "round $round: $made_up spans that nobody sent"
  [[ $mode == write || $lost == 0 ]] || fail "round $round: $lost acknowledged spans are lost"
  lost_total=$((lost_total + lost))
  echo "round $round: acknowledged $(wc -l <"$work/acked.$round"), stored $(wc -l <"$work/stored"), lost $lost"
done
echo "PASSED: case 2, ack_after: $mode, $rounds cuts, $lost_total lost in all"
