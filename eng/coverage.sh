#!/usr/bin/env bash
# One figure out of the coverage reports of several test projects: a line counts as covered when any of them ran it.
#
#   eng/coverage.sh FOLDER     the folder with the reports (cobertura) of `dotnet test --collect "XPlat Code Coverage"`
set -euo pipefail
mapfile -d '' reports < <(find "$1" -name '*cobertura.xml' -print0)
[ "${#reports[@]}" -gt 0 ] || { echo "Coverage: no report"; exit 0; }
cat "${reports[@]}" | awk '
  function value(name) { return match($0, name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 3) : "" }
  /<class / { file = value("filename"); sub(/^.*src\//, "", file) }
  /<line / {
    key = file ":" value("number")
    hit[key] = hit[key] || value("hits") + 0 > 0
    if (match($0, /\([0-9]+\/[0-9]+\)/)) {
      split(substr($0, RSTART + 1, RLENGTH - 2), part, "/")
      if (part[1] + 0 > taken[key]) taken[key] = part[1] + 0
      ways[key] = part[2] + 0
    }
  }
  END {
    for (key in hit) { lines++; if (hit[key]) covered++ }
    for (key in ways) { all += ways[key]; ran += taken[key] }
    if (lines == 0) { print "Coverage: no lines"; exit }
    printf "Coverage: %.1f %% of lines, %.1f %% of branches\n", 100 * covered / lines, all ? 100 * ran / all : 100
  }'
