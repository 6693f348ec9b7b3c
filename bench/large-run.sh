#!/usr/bin/env bash
# One run of 50,000 spans and 500 MB in the shipped 256 MB heap: received, shown, killed, started
# again, shown, listed and exported. Prints times, sizes and the largest resident memory.
#
#   bench/large-run.sh [SPANS [BYTES_A_SPAN]]      needs bench/target/treeline-bench-*.jar and curl
set -euo pipefail

home=$(cd -- "$(dirname -- "$0")/.." && pwd)
spans=${1:-50000}
bytes=${2:-10000}
work=$(mktemp -d)
server=

stop() {
  [[ -z $server ]] || kill -9 "$server" 2>/dev/null || true
  rm -rf -- "$work"
}
trap stop EXIT

start() {
  "$home/treeline" serve --ports auto --data "$work/data" 2>>"$work/log" &
  server=$!
  until grep -q '"query"' "$work/data/endpoints.json" 2>/dev/null; do sleep 0.2; done
  query=$(port query)
}

port() {
  sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p' "$work/data/endpoints.json"
}

memory() {
  awk '/VmHWM/ {print "largest resident memory: " int($2 / 1024) " MB"}' "/proc/$server/status"
}

ask() {
  curl -s -o "$work/answer" -w "%{http_code} $1: %{time_total} s, %{size_download} bytes\n" \
    "http://$query$1"
}

start
java_home=${JAVA_HOME:-}
"${java_home:+$java_home/bin/}java" -cp "$(ls "$home"/bench/target/treeline-bench-*.jar)" \
  io.treeline.bench.LargeRun "$(port otlp_grpc)" "$query" "$spans" "$bytes" | tee "$work/sent"
memory
trace=$(curl -s "http://$query/api/v1/runs" | sed 's/.*"trace_id":"\([0-9a-f]*\)".*/\1/')

kill -9 "$server"
wait "$server" 2>/dev/null || true
rm -f "$work/data/endpoints.json"
echo "killed; data directory: $(du -sm "$work/data" | cut -f1) MB"
time "$home/treeline" show "$trace" --data "$work/data" -n 5

start
ask "/api/v1/runs"
for _ in 1 2 3; do ask "/api/v1/runs/$trace?limit=200"; done
ask "/api/v1/export?format=otlp-json"
memory
kill -TERM "$server"
wait "$server" || true
server=
