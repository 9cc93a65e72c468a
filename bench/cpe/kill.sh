#!/usr/bin/env bash
# A CPE process with its state in a directory, killed with SIGKILL at random moments of a scripted day (boot, periodic Informs, values that change and values that are
# set, objects, attributes, downloads, firmware, reboots, scheduled Informs) and started again, against an ACS over mutual TLS. After each start the ACS checks
# that everything it was told is so; at the end nothing promised may be missing, and nothing whose delivery was confirmed may have come again.
#
# usage: bench/cpe/kill.sh [SEED [KILLS]]      default: 1 200; about two seconds a kill
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
dotnet build "$root/bench/cpe/CpeProof" -c Release -v q -nologo
exec dotnet "$root/bench/cpe/CpeProof/bin/Release/net10.0/CpeProof.dll" kill "${1:-1}" "${2:-200}"
