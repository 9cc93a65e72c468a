#!/usr/bin/env bash
# Runs a fleet of CPE engines over mutual TLS against an ACS that is restarted twice. A proxy between them cuts a quarter of the
# connections at random octets (FIN or RST, in either direction) and delays others. Events happen to the devices before, during and after
# their sessions. An oracle for the table of events says what each Inform must and may announce. At the end the records of both sides are
# compared. Prints figures and every violation; ends with 0 when there is no violation.
#
# usage: bench/cpe/faults.sh [SEED [DEVICES [ROUNDS]]]      default: 1 1000 10
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
dotnet build "$root/bench/cpe/CpeProof" -c Release -v q -nologo
exec dotnet "$root/bench/cpe/CpeProof/bin/Release/net10.0/CpeProof.dll" faults "${1:-1}" "${2:-1000}" "${3:-10}"
