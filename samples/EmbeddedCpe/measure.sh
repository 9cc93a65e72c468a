#!/usr/bin/env bash
# Publishes EmbeddedCpe with native AOT, runs sessions with AcsServer, and prints what an agent costs: file size, peak resident memory,
# and the time from its start to the InformResponse. Fails when there are warnings, when a session fails, or when size or memory exceed
# their bounds. Times are printed and have no bound, because they depend on the machine and its other work.
#
#   usage: samples/EmbeddedCpe/measure.sh [AGENT]      AGENT: a published EmbeddedCpe, instead of publishing one
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly max_size=$((12 * 1000 * 1000)) max_resident_kb=$((25 * 1000 * 1000 / 1024)) runs=5
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) rid=linux-x64 ;;
  Linux-aarch64) rid=linux-arm64 ;;
  *) echo "skipped: $(uname -s) on $(uname -m) is not measured; take Linux on x64 or arm64"; exit 0 ;;
esac

work=$(mktemp -d)
server=
agent=
cleanup() {
  [ -z "$agent" ] || kill "$agent" 2>/dev/null || true
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap cleanup EXIT

wait_for() { # FILE PATTERN SECONDS
  for ((i = 0; i < $3 * 50; i++)); do
    grep -q -- "$2" "$1" 2>/dev/null && return
    sleep 0.02
  done
  echo "no \"$2\" within $3 s in:" >&2
  cat "$1" >&2
  return 1
}

binary=${1:-}
if [ -z "$binary" ]; then
  if ! command -v clang >/dev/null && ! command -v gcc >/dev/null; then
    echo "skipped: native AOT needs a linker (Debian: apt-get install clang zlib1g-dev)"
    exit 0
  fi

  dotnet publish samples/EmbeddedCpe -c Release -r "$rid" -o "$work/agent" -warnaserror -v quiet -nologo
  binary=$work/agent/EmbeddedCpe
fi

# The server is built from source. ACS_SERVER may name a published server instead.
if [ -n "${ACS_SERVER:-}" ]; then
  acs=("$ACS_SERVER")
else
  dotnet build samples/AcsServer -c Release -v quiet -nologo
  acs=(dotnet samples/AcsServer/bin/Release/net10.0/AcsServer.dll)
fi

devices=()
for ((run = 0; run <= runs; run++)); do
  devices+=(--device "012345:Gateway:$run")
done
dotnet run -c Release --project samples/IssueCertificates -- --out "$work/certs" --acs-host localhost "${devices[@]}" >/dev/null

"${acs[@]}" --port 0 --ca "$work/certs/ca.pem" --cert "$work/certs/acs.pem" --key "$work/certs/acs.key" >"$work/acs.out" 2>"$work/acs.err" &
server=$!
wait_for "$work/acs.err" 'Listening on' 60
port=$(grep -oE 'https://[^ ,]*:[0-9]+' "$work/acs.err" | grep -oE '[0-9]+$' | head -n 1)

# Each run has a new device, so every session is a whole one: BOOTSTRAP, parameters read and set. The first session warms the server up.
milliseconds=()
resident=0
ticks=0
for ((run = 0; run <= runs; run++)); do
  device=012345-Gateway-$run
  started=$EPOCHREALTIME
  "$binary" --acs "https://localhost:$port/" --ca "$work/certs/ca.pem" --cert "$work/certs/$device.pem" --key "$work/certs/$device.key" \
    --state "$work/state-$run" --connection-request-port 0 --verbose >"$work/agent-$run.out" 2>"$work/agent-$run.err" &
  agent=$!
  wait_for "$work/agent-$run.out" '^session ' 60
  peak=$(awk '/^VmHWM/ {print $2}' "/proc/$agent/status")
  used=$(awk '{print $14 + $15}' "/proc/$agent/stat")
  kill -TERM "$agent"
  wait "$agent" || { echo "the agent ended with $?:" >&2; cat "$work/agent-$run.out" "$work/agent-$run.err" >&2; exit 1; }
  agent=
  grep -q 'ended well after .* 3 requests answered' "$work/agent-$run.out" ||
    { echo "not the session that was expected:" >&2; cat "$work/agent-$run.out" >&2; exit 1; }
  answered=$(awk '/ InformAnswered: / {print $1; exit}' "$work/agent-$run.err")
  took=$(($(date -d "$answered" +%s%3N) - ${started/[.,]/} / 1000))
  if [ "$run" -eq 0 ]; then
    echo "warming up              $took ms to the InformResponse"
  else
    milliseconds+=("$took")
    [ "$peak" -le "$resident" ] || resident=$peak
    ticks=$((ticks + used))
  fi
done

mapfile -t sorted < <(printf '%s\n' "${milliseconds[@]}" | sort -n)
size=$(stat -c %s "$binary")
echo "sessions                $((runs + 1)) of $((runs + 1)) with AcsServer, 2 RPCs each"
echo "size, stripped          $((size / 1000)) kB (bound: $((max_size / 1000)) kB)"
echo "resident at its peak    $resident KiB (bound: $max_resident_kb KiB)"
echo "processor time          $((ticks * 1000 / $(getconf CLK_TCK) / runs)) ms from the start to the end of the session, on average"
echo "start to InformResponse ${sorted[runs / 2]} ms median, ${sorted[0]} to ${sorted[-1]} ms of $runs (wanted: 300 ms on an idle machine)"
[ "$size" -le "$max_size" ] && [ "$resident" -le "$max_resident_kb" ] || { echo "beyond a bound" >&2; exit 1; }
