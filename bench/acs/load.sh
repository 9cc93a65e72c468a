#!/usr/bin/env bash
# Loads samples/AcsServer with connections that do no useful work, beside normal traffic: idle TLS connections, slow-loris clients, and
# then very many sessions. Everything uses mutual TLS 1.3, two processes and 127.0.0.1. Exits with 0 when every normal session finished,
# every idle connection is still served, and memory stayed flat.
#
# usage: bench/acs/load.sh [IDLE [SLOW [SESSIONS]]]      default: 10000 idle connections, 500 slow clients, 100000 sessions
set -euo pipefail
idle=${1:-10000}
slow=${2:-500}
sessions=${3:-100000}
seconds=10
devices=12
tools="openssl dotnet"
. "$(dirname "$0")/common.sh"

# Each process has a descriptor per connection.
ulimit -n "$(ulimit -Hn)"
if [ "$(ulimit -n)" != unlimited ] && [ "$(ulimit -n)" -lt $((idle + slow + 500)) ]; then
  echo "$idle idle connections need $((idle + slow + 500)) descriptors; this shell may have $(ulimit -n)"; exit 3
fi

start_acs
ok=0
traffic() { # label
  read -r done_ failed _ cpu p50 p99 most < <(acs_load sessions 127.0.0.1 "$acs_port" "$work/devices" "$seconds" "$acs_pid")
  printf '%-44s %9s %7s %9s %8s %8s %8s %8s\n' "$1" "$done_" "$failed" \
    "$(awk -v s="$done_" -v c="$cpu" 'BEGIN { printf "%.2f", (s > 0 ? 1000 * c / s : 0) }')" \
    "$p50" "$p99" "$most" "$(resident_mib "$acs_pid")"
  [ "$failed" = 0 ] && [ "$done_" -gt 0 ] || ok=1
}
start_side() { # name, arguments: runs until its pipe is closed; its words go to $work/$name.out
  mkfifo "$work/$1.in"
  acs_load "${@:2}" <"$work/$1.in" >"$work/$1.out" 2>&1 &
  started+=("$!")
  side=$!
}
await() { # file, word, process
  until grep -q "^$2" "$1"; do
    kill -0 "$3" 2>/dev/null || { echo "load generator ended:"; cat "$1"; exit 1; }
    sleep 0.2
  done
  grep "^$2" "$1"
}

acs_load sessions 127.0.0.1 "$acs_port" "$work/devices" 3000x "$acs_pid" >/dev/null
printf '%-44s %9s %7s %9s %8s %8s %8s %8s\n' "normal traffic for $seconds s" sessions failed "CPU-ms/s." "p50 ms" "p99 ms" "max ms" "MiB"
traffic "alone"

start_side idle idle 127.0.0.1 "$acs_port" "$work/devices" "$idle" "$acs_pid"; idle_pid=$side
exec 8>"$work/idle.in"
read -r _ _ before after < <(await "$work/idle.out" ready "$idle_pid")
traffic "beside $idle idle connections"

start_side slow slow 127.0.0.1 "$acs_port" "$work/devices" "$slow"; slow_pid=$side
exec 9>"$work/slow.in"
await "$work/slow.out" ready "$slow_pid" >/dev/null
traffic "beside these and $slow slow clients"

exec 9>&-
wait "$slow_pid" || ok=1
exec 8>&-
wait "$idle_pid" || { echo "idle connections were lost"; ok=1; }
alive=$(awk '/^alive/ { print $2 }' "$work/idle.out")
echo "idle connections: $alive of $idle alive at the end; $(((after - before) * 1024 / idle)) bytes of resident memory each"
echo "slow clients: thrown out $(awk '/^thrown-out/ { print $2 }' "$work/slow.out") times"

echo "memory over $sessions sessions:"
first=0
for part in 1 2 3 4 5 6 7 8 9 10; do
  read -r done_ failed _ < <(acs_load sessions 127.0.0.1 "$acs_port" "$work/devices" $((sessions / 10))x "$acs_pid")
  now=$(resident_mib "$acs_pid")
  printf '  %9s more, %s failed: %s MiB\n' "$done_" "$failed" "$now"
  [ "$failed" = 0 ] || ok=1
  [ "$part" != 2 ] || first=$now
done
if [ "$now" -gt $((first + first / 10 + 16)) ]; then
  echo "memory grew from $first MiB to $now MiB"
  ok=1
else
  echo "memory is flat: $first MiB after a fifth, $now MiB at the end"
fi
exit $ok
