#!/usr/bin/env bash
# Replaces certificate, key, CA and CRL files under load, again and again, broken ones among them: no handshake may fail, and what is new
# must soon be in use.
#
#   eng/swap-files.sh [SWAPS]     20 by default, about four seconds each
set -euo pipefail
cd "$(dirname "$0")/.."
export CWMP_TLS_SWAPS=${1:-20}
project=tests/Cwmp.Tls.ScenarioTests
tests=$project/bin/Release/net10.0/Cwmp.Tls.ScenarioTests
[ -x "$tests" ] || dotnet build "$project" -c Release -nologo -v q
exec "$tests" -class '*FileSwapLoadTests' -showLiveOutput
