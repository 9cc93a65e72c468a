#!/usr/bin/env bash
# Runs a CPE process that keeps its state in a directory. Kills it with SIGKILL at random moments of a scripted day, and starts it again:
# boot, periodic Informs, values that change and values that are set, objects, attributes, downloads, firmware, reboots, scheduled
# Informs. The ACS talks to it over mutual TLS. After each start the ACS checks that the device did everything that it confirmed. At the
# end nothing promised may be missing, and nothing whose delivery was confirmed may have come again.
#
# usage: bench/cpe/kill.sh [SEED [KILLS]]      default: 1 200; about two seconds a kill
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
dotnet build "$root/bench/cpe/CpeProof" -c Release -v q -nologo
exec dotnet "$root/bench/cpe/CpeProof/bin/Release/net10.0/CpeProof.dll" kill "${1:-1}" "${2:-200}"
