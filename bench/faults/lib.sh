# Shared by the fault scripts: a server on a file system of its own, a sender, and what must hold.
# Source it. Needs root (mounts), util-linux, e2fsprogs, curl and a built checkout.
set -euo pipefail

home=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/treeline-fault.XXXXXX")
server=
mounts=()

need_root() {
  if [[ $(id -u) != 0 ]]; then
    echo "SKIPPED: needs root to mount file systems"
    exit 0
  fi
}

cleanup() {
  [[ -n $server ]] && kill -9 "$server" 2>/dev/null || true
  wait 2>/dev/null || true
  local at
  for at in "${mounts[@]}"; do
    umount -l "$at" 2>/dev/null || true
  done
  rm -rf -- "$work"
}
trap cleanup EXIT

fail() {
  echo "FAILED: $*"
  tail -n 20 "$work/server.log" 2>/dev/null || true
  exit 1
}

# start DIR [option...]: starts a server and waits until it is ready.
start() {
  local data=$1
  shift
  "$home/treeline" serve --ports auto --data "$data" "$@" >>"$work/server.log" 2>&1 &
  server=$!
  local i
  for ((i = 0; i < 600; i++)); do
    kill -0 "$server" 2>/dev/null || fail "the server ended while starting"
    if [[ -s $data/endpoints.json ]] && [[ $(pid_in "$data") == "$server" ]]; then
      data_dir=$data
      return
    fi
    sleep 0.1
  done
  fail "the server is not ready"
}

pid_in() { sed -n 's/.*"pid": *\([0-9]*\).*/\1/p' "$1/endpoints.json"; }

# at NAME: the address of a port, as endpoints.json had it when it could be read last.
at() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" "$data_dir/endpoints.json"; }

remember_ports() {
  otlp=$(at otlp_http)
  query=$(at query)
  health=$(at health)
}

random_hex() { od -An -tx1 -N "$1" /dev/urandom | tr -d ' \n'; }

# send_one [bytes]: sends one span of random text; prints the HTTP status. Writes the ids of
# acknowledged spans to $work/acked and of all to $work/sent.
send_one() {
  local trace span pad status
  trace=$(random_hex 16)
  span=$(random_hex 8)
  pad=$(head -c "${1:-1000}" /dev/urandom | base64 -w0)
  echo "$trace $span" >>"$work/sent"
  status=$(printf '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%s","spanId":"%s","name":"fault","startTimeUnixNano":"1790000000000000000","endTimeUnixNano":"1790000000000000001","attributes":[{"key":"pad","value":{"stringValue":"%s"}}]}]}]}]}' \
    "$trace" "$span" "$pad" |
    curl -s -m 10 -o "$work/answer" -D "$work/headers" -w '%{http_code}' -H 'Content-Type: application/json' \
      --data-binary @- "http://$otlp/v1/traces" || true)
  [[ $status == 200 ]] && echo "$trace $span" >>"$work/acked"
  echo "$status"
}

status_of() { curl -s -m 5 -o /dev/null -w '%{http_code}' "http://$1" || true; }

# await SECONDS WHAT COMMAND...: runs the command until it succeeds.
await() {
  local seconds=$1 what=$2 begin=$SECONDS
  shift 2
  until "$@"; do
    ((SECONDS - begin <= seconds)) || fail "$what: not within $seconds s"
    sleep 0.5
  done
  echo "$what: after $((SECONDS - begin)) s"
}

is_ready() { [[ $(status_of "$health/readyz") == 200 ]]; }
is_not_ready() { [[ $(status_of "$health/readyz") == 503 ]]; }
takes_data() { [[ $(send_one 500) == 200 ]]; }

# repair IMAGE: checks the image of $work/disk and mounts it again, as an operator would, and expects
# the server to take data on it and to have all that it acknowledged.
repair() {
  kill -9 "$server"
  wait "$server" 2>/dev/null || true
  umount "$work/disk"
  fsck.ext4 -fy "$1" >/dev/null || true
  mount -o loop "$1" "$work/disk"
  start "$work/disk/data"
  remember_ports
  takes_data || fail "does not take data again"
  kill "$server" && wait "$server" || fail "stop"
  server=
  check "$work/disk/data"
}

# check DIR: acknowledged ⊆ stored ⊆ sent, no duplicates, and the store verifies.
check() {
  "$home/treeline" export --data "$1" --format ids | sort >"$work/stored" || fail "export"
  sort -u "$work/sent" >"$work/sent.sorted"
  sort -u "$work/acked" >"$work/acked.sorted"
  [[ -z $(uniq -d "$work/stored") ]] || fail "a span is stored twice"
  [[ -z $(comm -23 "$work/acked.sorted" "$work/stored") ]] || fail "an acknowledged span is not stored"
  [[ -z $(comm -23 "$work/stored" "$work/sent.sorted") ]] || fail "a span is stored that nobody sent"
  "$home/treeline" verify --data "$1" || fail "verify"
  echo "acknowledged $(wc -l <"$work/acked.sorted"), stored $(wc -l <"$work/stored"), sent $(wc -l <"$work/sent.sorted")"
}
