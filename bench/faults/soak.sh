#!/usr/bin/env bash
# Case 14 and the soak: 2,000 spans/s of 1 KB for 30 minutes, a quota of 1 GiB, 512 MiB of memory.
# Prints resident memory and disk every minute; fails on a refusal, on more disk than the quota, or
# when memory has grown by more than a tenth between the first third and the end.
#
#   soak.sh [seconds] [spans a second]
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
seconds=${1:-1800}
rate=${2:-2000}
quota=$((1 << 30))
bench=$(ls "$home"/bench/target/treeline-bench-*.jar | head -n1)
group=/sys/fs/cgroup/memory/treeline-soak.$$
if mkdir "$group" 2>/dev/null && echo $((512 << 20)) >"$group/memory.limit_in_bytes"; then
  echo "memory limit: 512 MiB (cgroup)"
else
  group=
  echo "memory limit: none (no memory cgroup can be made here); resident memory is still reported"
fi
start "$work/data" --set exporters.treeline.retention.max_bytes="${quota}"
remember_ports
[[ -z $group ]] || echo "$server" >"$group/cgroup.procs"
grpc=$(at otlp_grpc)
java=$(readlink "/proc/$server/exe")
"$java" --enable-native-access=ALL-UNNAMED -Xmx128m -cp "$bench" io.treeline.bench.AckLatency \
  "$grpc" "$work" $((rate / 100)) 4 100 0 "$seconds" "$server" >"$work/load" 2>&1 &
load=$!
first=0
last=0
begin=$SECONDS
while kill -0 "$load" 2>/dev/null; do
  sleep 60 &
  wait $! || true
  kill -0 "$server" 2>/dev/null || fail "the server is gone"
  last=$(awk '/VmRSS/ {print $2}' "/proc/$server/status")
  disk=$(du -sb "$work/data" | cut -f1)
  echo "$((SECONDS - begin)) s: resident $((last / 1024)) MiB, disk $((disk >> 20)) MiB"
  ((disk <= quota)) || fail "more disk than the quota"
  ((SECONDS - begin >= seconds / 3)) && [[ $first == 0 ]] && first=$last
done
cat "$work/load"
grep -q '^refused 0$' "$work/load" || fail "refusals"
((first == 0 || last <= first + first / 10)) || fail "memory grew from $first to $last KiB"
kill "$server" && wait "$server" || fail "stop"
server=
[[ -z $group ]] || rmdir "$group" || true
"$home/treeline" verify --data "$work/data"
echo "PASSED: soak of $seconds s at $rate spans/s"
