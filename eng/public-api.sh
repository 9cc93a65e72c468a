#!/usr/bin/env bash
# Brings PublicAPI.Unshipped.txt of both packages up to date with the code. Review the diff: each line is a promise.
set -euo pipefail
cd "$(dirname "$0")/.."
for project in src/Cwmp.Tls src/Cwmp.Tls.AspNetCore; do
  echo '#nullable enable' > "$project/PublicAPI.Unshipped.txt"
  # Two rounds: the fixer adds what it can see at once, the second adds what the first uncovered.
  for _ in 1 2; do
    dotnet format analyzers "$project" --no-restore --diagnostics RS0016 --severity info >/dev/null
  done
  { head -n 1 "$project/PublicAPI.Unshipped.txt"; tail -n +2 "$project/PublicAPI.Unshipped.txt" | LC_ALL=C sort -u; } > "$project/.api" && mv "$project/.api" "$project/PublicAPI.Unshipped.txt"
done
