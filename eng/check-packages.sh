#!/usr/bin/env bash
# Proves the packages from a user's side: packs them, references each from a fresh application outside the repository, and runs it there.
# The C# of README.md: a device (console) against its ACS (web). The codec by itself: a console application that reads an Inform.
# With --twice it also packs two clean clones at different paths, and compares what is in the packages, octet by octet; their symbols must
# lead to the sources (SourceLink).
#
#   eng/check-packages.sh [--twice]
#
# Needs the .NET SDK alone; uses the Release build if there is one, and makes it otherwise.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
acs=
trap '[ -z "$acs" ] || kill "$acs" 2>/dev/null || true; rm -rf "$work"' EXIT
fail() { echo "check-packages: $1" >&2; exit 1; }

ids=(Cwmp.Tls.Messages Cwmp.Tls Cwmp.Tls.AspNetCore)
feed=$work/feed
for id in "${ids[@]}"; do
  built=()
  [ -f "$root/src/$id/bin/Release/net10.0/$id.dll" ] && built=(--no-build --no-restore)
  dotnet pack "$root/src/$id" -c Release "${built[@]}" -o "$feed" -nologo -v q || fail "$id cannot be packed"
done
version=$(basename "$feed"/Cwmp.Tls.[0-9]*.nupkg .nupkg)
version=${version#Cwmp.Tls.}
echo "packed ${ids[*]} $version"

# --- Two clean clones, one content --------------------------------------------------------------------------------------------------------
if [ "${1:-}" = --twice ]; then
  git -C "$root" rev-parse -q --verify HEAD >/dev/null || fail "--twice needs a git repository"
  for copy in one another/place; do
    mkdir -p "$(dirname "$work/$copy")"
    git clone -q "$root" "$work/$copy"
    git -C "$work/$copy" remote set-url origin https://github.com/example/cwmp-tls.git
    for id in "${ids[@]}"; do
      CI=true dotnet pack "$work/$copy/src/$id" -c Release -o "$work/$copy/artifacts" -nologo -v q -p:RunAnalyzers=false ||
        fail "a clean clone cannot be packed"
    done
    mkdir "$work/$copy/content"
    for package in "$work/$copy"/artifacts/*; do
      content=$work/$copy/content/$(basename "$package")
      python3 -m zipfile -e "$package" "$content" 2>/dev/null || unzip -q "$package" -d "$content"
    done
    # The container's own parts have names made up each time.
    (cd "$work/$copy/content" && find . -type f ! -name '*.psmdcp' ! -path '*/_rels/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) \
      > "$work/$copy/hashes"
  done
  diff "$work/one/hashes" "$work/another/place/hashes" || fail "two builds of one commit differ"
  commit=$(git -C "$root" rev-parse HEAD)
  symbols=("$work"/one/content/Cwmp.Tls.[0-9]*.snupkg/lib/net10.0/Cwmp.Tls.pdb)
  grep -qa "raw.githubusercontent.com/example/cwmp-tls/$commit/" "${symbols[0]}" || fail "the symbols do not lead to the sources"
  papers=("$work"/one/content/Cwmp.Tls.[0-9]*.nupkg/Cwmp.Tls.nuspec)
  grep -q "repository type=\"git\" url=\"https://github.com/example/cwmp-tls.*commit=\"$commit\"" "${papers[0]}" ||
    fail "the package does not name its commit"
  echo "two clean clones give the same $(wc -l < "$work/one/hashes") files; the symbols lead to commit ${commit:0:12}"
fi

# --- README.md in fresh applications ------------------------------------------------------------------------------------------------------
# The packages come from the folder alone; what they depend on from wherever the user has it.
export NUGET_PACKAGES=$work/packages
export RestoreFallbackFolders=${HOME:-/root}/.nuget/packages
[ -d "$RestoreFallbackFolders" ] || unset RestoreFallbackFolders
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cat > "$work/nuget.config" <<CONFIG
<configuration>
  <packageSources><add key="packed" value="$feed" /></packageSources>
  <packageSourceMapping>
    <packageSource key="packed"><package pattern="Cwmp.*" /></packageSource>
    <packageSource key="nuget.org"><package pattern="*" /></packageSource>
  </packageSourceMapping>
</configuration>
CONFIG

# Cuts the C# blocks of README.md into files, one each.
blocks() {
  awk -v to="$work/block" '/^```csharp/ {n++; on = 1; next} /^```/ {on = 0} on {print > (to n ".cs")} END {print n + 0}' "$root/README.md"
}
count=$(blocks)
web=
console=
for ((i = 1; i <= count; i++)); do
  if grep -q 'WebApplication.Create' "$work/block$i.cs"; then
    [ -n "$web" ] || web=$work/block$i.cs
  elif grep -q 'CpeEngine(' "$work/block$i.cs"; then
    [ -n "$console" ] || console=$work/block$i.cs
  fi
done
if [ -z "$web" ] || [ -z "$console" ]; then
  fail "README.md has no ACS and CPE to try"
fi

# The code runs as it stands, unless somebody has its port.
port=$(grep -oE 'Listen(AnyIP|Localhost)\([0-9]+' "$web" | grep -oE '[0-9]+' | head -n 1)
if [ -n "$port" ] && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  other=$((20000 + RANDOM % 10000))
  echo "port $port is taken; trying $other"
  sed -i "s/\b$port\b/$other/g" "$web" "$console"
fi

fresh() { # TEMPLATE NAME PACKAGE CODE
  dotnet new "$1" -n "$2" -o "$work/$2" --no-restore >/dev/null || fail "dotnet new $1"
  cp "$4" "$work/$2/Program.cs"
  dotnet add "$work/$2" package "$3" --version "$version" >"$work/$2.log" 2>&1 ||
    { cat "$work/$2.log" >&2; fail "$3 does not install into a fresh $1 app"; }
  dotnet build "$work/$2" -c Release -nologo -v q -warnaserror >"$work/$2.log" 2>&1 ||
    { cat "$work/$2.log" >&2; fail "the code for $3 does not build in a fresh $1 app"; }
  echo "$3 $version installs into a fresh $1 app, and its code builds there"
}

# The codec by itself: the Inform of the golden files, and nothing of TLS beside it.
cat > "$work/codec.cs" <<'CODE'
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;

CwmpEnvelope envelope = CwmpSerializer.Default.Read(File.ReadAllBytes(args[0]));
Console.WriteLine(envelope.Body is Inform inform ? $"Inform of {inform.DeviceId.SerialNumber}" : "no Inform");
CODE
fresh console FreshCodec Cwmp.Tls.Messages "$work/codec.cs"
(cd "$work/FreshCodec" && dotnet bin/Release/net10.0/FreshCodec.dll "$root/tests/Cwmp.Tls.Messages.Tests/Serialization/Golden/Inform.xml") \
  >"$work/codec.out" 2>&1 || { cat "$work/codec.out" >&2; fail "the codec's application fails"; }
grep '^Inform of .' "$work/codec.out" || { cat "$work/codec.out" >&2; fail "the codec reads no Inform"; }
! ls "$work"/FreshCodec/bin/Release/net10.0/Cwmp.Tls.dll 2>/dev/null || fail "the codec brings Cwmp.Tls with it"

fresh web FreshAcs Cwmp.Tls.AspNetCore "$web"
fresh console FreshCpe Cwmp.Tls "$console"

# The certificates that the README's code names.
device=$(grep -oE '[0-9A-F]{6}-[A-Za-z0-9]+-[A-Za-z0-9]+' "$console" | head -n 1)
[ -n "$device" ] || fail "README.md names no certificate of a device"
unset NUGET_PACKAGES RestoreFallbackFolders
dotnet run -c Release --project "$root/samples/IssueCertificates" -- \
  --out "$work/FreshAcs/certs" --acs-host localhost --device "${device//-/:}" >"$work/issue.log" 2>&1 ||
  { cat "$work/issue.log" >&2; fail "no certificates could be issued"; }
cp -r "$work/FreshAcs/certs" "$work/FreshCpe/certs"

# Started from their folders, as the README says; the programs themselves, so that they can be stopped.
(cd "$work/FreshAcs" && exec dotnet bin/Release/net10.0/FreshAcs.dll >"$work/acs.out" 2>&1) &
acs=$!
for ((i = 0; i < 300; i++)); do
  grep -q 'Application started\|Now listening' "$work/acs.out" && break
  kill -0 "$acs" 2>/dev/null || { cat "$work/acs.out" >&2; acs=; fail "the README's ACS does not start"; }
  sleep 0.1
done
(cd "$work/FreshCpe" && exec timeout 60 dotnet bin/Release/net10.0/FreshCpe.dll >"$work/cpe.out" 2>&1) &
cpe=$!
for ((i = 0; i < 600; i++)); do
  [ -s "$work/cpe.out" ] && break
  kill -0 "$cpe" 2>/dev/null || break
  sleep 0.1
done
kill "$cpe" 2>/dev/null || true
cat "$work/cpe.out"
[ -s "$work/cpe.out" ] || { cat "$work/acs.out" >&2; fail "the README's device says nothing within a minute"; }
! grep -qi 'fail\|exception' "$work/cpe.out" || { cat "$work/acs.out" >&2; fail "the README's device has no session"; }
grep -v '^\(info\|warn\|fail\|crit\): \|^      ' "$work/acs.out" | head -n 5
echo "the README's device had its session with the README's ACS"
