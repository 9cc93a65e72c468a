#!/usr/bin/env bash
# Runs samples/AcsServer and samples/CpeSimulator on this machine: a fleet over mutual TLS, with a certificate per device that is made on
# the fly. Ends with 0 when three conditions hold: every session succeeded, the ACS reported each of them, and the resident memory of both
# processes stayed flat in the last third of the rounds. Before that the ACS fills its memory of the last 4,096 sessions.
#
# usage: bench/cpe/run.sh [DEVICES [SESSIONS]]      default: 1000 10
set -euo pipefail
devices=${1:-1000}
sessions=${2:-10}
root=$(cd "$(dirname "$0")/../.." && pwd)
[ -r /proc/self/status ] || { echo "bench/cpe/run.sh reads memory from /proc, so it needs Linux"; exit 3; }

work=$(mktemp -d)
acs=; cpe=
finish() {
  [ -z "$cpe" ] || kill "$cpe" 2>/dev/null || true
  [ -z "$acs" ] || kill "$acs" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

for sample in AcsServer CpeSimulator IssueCertificates; do
  dotnet build "$root/samples/$sample" -c Release -v q -nologo >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
done
program() { echo "$root/samples/$1/bin/Release/net10.0/$1.dll"; }
dotnet "$(program IssueCertificates)" --out "$work/pki" --acs-host localhost --acs-ip 127.0.0.1 --device 00256D:Bench:1 >/dev/null

export DOTNET_gcServer=0
port=$((20000 + RANDOM % 20000))
dotnet "$(program AcsServer)" --port "$port" --ca "$work/pki/ca.pem" --cert "$work/pki/acs.pem" --key "$work/pki/acs.key" \
  >"$work/acs.out" 2>"$work/acs.log" &
acs=$!
for _ in $(seq 1 300); do
  (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
  kill -0 "$acs" 2>/dev/null || { cat "$work/acs.log"; exit 1; }
  sleep 0.1
done

dotnet "$(program CpeSimulator)" --acs "https://localhost:$port/" --ca "$work/pki/ca.pem" --ca-key "$work/pki/ca.key" \
  --devices "$devices" --sessions "$sessions" >"$work/cpe.out" 2>"$work/cpe.log" &
cpe=$!

# Resident memory of both processes, round by round. A round ends when the ACS has written a line for each of its sessions.
resident() { awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$1/status" 2>/dev/null || true; }
round=1; first_acs=; first_cpe=; settled_acs=; settled_cpe=; last_acs=; last_cpe=
settled=$(((2 * sessions + 2) / 3))
while kill -0 "$cpe" 2>/dev/null; do
  a=$(resident "$acs"); c=$(resident "$cpe")
  if [ -n "$a" ] && [ -n "$c" ]; then
    last_acs=$a; last_cpe=$c
    if [ "$(wc -l <"$work/acs.out")" -ge $((round * devices)) ]; then
      echo "after round $round: AcsServer $a MiB, CpeSimulator $c MiB"
      [ -n "$first_acs" ] || { first_acs=$a; first_cpe=$c; }
      [ "$round" -ne "$settled" ] || { settled_acs=$a; settled_cpe=$c; }
      round=$((round + 1))
    fi
  fi
  sleep 0.2
done
status=0
wait "$cpe" || status=$?
cpe=
cat "$work/cpe.out"
told=$(wc -l <"$work/acs.out")
completed=$(grep -c '"outcome":"completed"' "$work/acs.out" || true)
echo "AcsServer reported $told sessions, $completed of them completed; memory at the end:" \
  "AcsServer $last_acs MiB (after round 1 ${first_acs:-?}, after round $settled ${settled_acs:-?})," \
  "CpeSimulator $last_cpe MiB (${first_cpe:-?}, ${settled_cpe:-?})"
[ "$status" -eq 0 ] || { tail -3 "$work/cpe.log"; exit 1; }
[ "$completed" -ge $((devices * sessions)) ] || { echo "the ACS misses sessions"; exit 1; }

# Flat means that memory grows by at most a tenth. On a busy machine more connections at a time cause that much.
flat() { [ "$2" -le $(($1 + $1 / 10)) ]; }
[ -n "$settled_acs" ] || { echo "too short to say anything about memory"; exit 0; }
flat "$settled_acs" "$last_acs" && flat "$settled_cpe" "$last_cpe" || { echo "memory grew in the last third"; exit 1; }
