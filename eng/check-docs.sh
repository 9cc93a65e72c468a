#!/usr/bin/env bash
# Runs the commands of the README and of every page below docs, samples and bench, as docs/README.md explains. Pages run one after the other
# from the folder of the repository; what they leave in certs/ is removed between them.
#
#   usage: eng/check-docs.sh [PAGE...]      default: all pages
#
# Environment: CWMP_DOCS_TESTED=1 leaves out `dotnet test`, for a CI that has just run it.
set -uo pipefail
cd "$(dirname "$0")/.."

# The same Release build for every `dotnet run`, without -c on each.
export Configuration=Release
readonly limit=300
if [ -e certs ]; then
  echo "certs/ is in the way; move it elsewhere" >&2
  exit 2
fi

# The samples listen on the ports that the pages name: one run at a time on a machine.
exec 9>"${TMPDIR:-/tmp}/cwmp-tls-check-docs.lock"
! command -v flock >/dev/null || flock 9

work=$(mktemp -d)
ran=0
left=0
failed=0
background=()

stop_background() {
  local group
  for group in "${background[@]+"${background[@]}"}"; do
    kill -TERM -- "-$group" 2>/dev/null
  done
  for group in "${background[@]+"${background[@]}"}"; do
    for ((i = 0; i < 100; i++)); do
      kill -0 -- "-$group" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL -- "-$group" 2>/dev/null
  done
  background=()
}
finish() {
  stop_background
  rm -rf "$work" certs
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() { # WHERE WHY LOG
  failed=$((failed + 1))
  echo "FAILED   $1: $2"
  tail -n 40 "$3" | sed 's/^/    /'
}

run_block() { # WHERE WORDS FILE
  local where=$1 words=$2 block=$3 log=$work/log until='' in_background='' word tool
  for word in $words; do
    case $word in
      long | example) left=$((left + 1)); echo "left out $where: $word"; return ;;
      background) in_background=1 ;;
      until=*) until=${word#until=} ;;
      needs=*)
        word=${word#needs=}
        for tool in ${word//,/ }; do
          command -v "$tool" >/dev/null || { left=$((left + 1)); echo "left out $where: needs $tool"; return; }
        done
        ;;
      *) fail "$where" "the mark \"$word\" is not known" /dev/null; return ;;
    esac
  done

  [ -z "${CWMP_DOCS_TESTED:-}" ] || sed -i 's/^dotnet test$/echo "dotnet test: has run before"/' "$block"
  if [ -n "$in_background" ]; then
    log=$work/background-$ran
    : >"$log"
    set -m
    bash -euo pipefail "$block" </dev/null >"$log" 2>&1 9>&- &
    local group=$!
    set +m
    background+=("$group")
    for ((i = 0; i < limit * 5; i++)); do
      grep -qF -- "$until" "$log" && break
      kill -0 "$group" 2>/dev/null || { fail "$where" "ended early" "$log"; return; }
      sleep 0.2
    done
    grep -qF -- "$until" "$log" || { fail "$where" "\"$until\" was not printed within $limit s" "$log"; return; }
  else
    timeout --kill-after=10 "$limit" bash -euo pipefail "$block" </dev/null >"$log" 2>&1 9>&-
    local status=$?
    [ "$status" -eq 0 ] || { fail "$where" "exit code $status" "$log"; return; }
  fi

  ran=$((ran + 1))
  echo "ran      $where"
}

check_page() { # PAGE
  local page=$1 line number=0 start=0 words='' inside=''
  while IFS= read -r line || [ -n "$line" ]; do
    number=$((number + 1))
    case $inside:$line in
      '':'```sh' | '':'```sh '*) inside=sh; start=$number; words=${line#'```sh'}; : >"$work/block" ;;
      '':'```'*) inside=other ;;
      sh:'```') inside=; run_block "$page:$start" "$words" "$work/block" ;;
      other:'```') inside= ;;
      sh:*) printf '%s\n' "$line" >>"$work/block" ;;
    esac
  done <"$page"
  stop_background
  rm -rf certs
}

if [ $# -eq 0 ]; then
  mapfile -t pages < <(git ls-files '*.md' | grep -E '^([^/]+|(docs|samples|bench)/.*)$')
  set -- "${pages[@]}"
fi

for page in "$@"; do
  check_page "$page"
done

echo "$ran blocks ran, $left were left out, $failed failed"
[ "$failed" -eq 0 ]
