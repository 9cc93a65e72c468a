#!/usr/bin/env bash
# Brings PublicAPI.Unshipped.txt of the packages up to date with the code. Review the diff: each line is a promise.
set -euo pipefail
cd "$(dirname "$0")/.."
for project in src/Cwmp.Tls.Messages src/Cwmp.Tls src/Cwmp.Tls.AspNetCore; do
  api="$project/PublicAPI.Unshipped.txt"
  echo '#nullable enable' > "$api"
  # The analyzer names each missing symbol in the very form that the file wants.
  output=$(CI=true dotnet build "$project" -c Release --no-incremental -nologo \
    -p:TreatWarningsAsErrors=false -p:BuildProjectReferences=true 2>&1) || {
    grep -E 'error' <<<"$output" | sort -u | head -n 20 >&2
    exit 1
  }
  { grep -F "/$project/" <<<"$output" | grep -oP "RS0016: Symbol '\K.*(?=' is not part of the declared public API)" || true; } |
    LC_ALL=C sort -u >> "$api"
  echo "$project: $(($(wc -l < "$api") - 1)) public symbols"
done
