#!/usr/bin/env bash
# Publishes a consumer of each package with native AOT, warnings being errors, and lets the two talk to each other: EmbeddedCpe (Cwmp.Tls)
# against AcsServer (Cwmp.Tls.AspNetCore). Prints the agent's size, memory and start. Skips where there is no linker.
set -euo pipefail
cd "$(dirname "$0")/.."
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) rid=linux-x64 ;;
  Linux-aarch64) rid=linux-arm64 ;;
  *) echo "skipped: native AOT is checked on Linux, x64 and arm64"; exit 0 ;;
esac
compiler=$(command -v clang || command -v gcc || true)
if [ -z "$compiler" ] || ! echo '#include <zlib.h>' | "$compiler" -E - >/dev/null 2>&1; then
  echo "skipped: native AOT needs a linker and zlib's headers (Debian: apt-get install clang zlib1g-dev)"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet publish samples/EmbeddedCpe -c Release -r "$rid" -o "$work/agent" -warnaserror -v quiet -nologo
dotnet publish samples/AcsServer -c Release -r "$rid" -p:PublishAot=true -o "$work/acs" -warnaserror -v quiet -nologo
echo "AcsServer, native        $(($(stat -c %s "$work/acs/AcsServer") / 1000)) kB"
ACS_SERVER="$work/acs/AcsServer" samples/EmbeddedCpe/measure.sh "$work/agent/EmbeddedCpe"
