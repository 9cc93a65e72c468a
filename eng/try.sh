#!/usr/bin/env bash
# The inner loop: builds the library and runs the unit tests of one folder, in seconds. The analyzers wait for ./build.sh.
#
#   eng/try.sh [FOLDER]     eng/try.sh Verification/Crls     eng/try.sh Soap     all unit tests of the library by default
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-}
folder=${folder%/}
project=Cwmp.Tls.Tests
[ -z "$folder" ] || [ -d "tests/$project/$folder" ] || project=Cwmp.Tls.Messages.Tests
[ -d "tests/$project/$folder" ] || { echo "no unit tests have a folder $folder" >&2; exit 2; }
dotnet build "tests/$project" -nologo -v q -p:RunAnalyzers=false
space=Cwmp.Tls.Tests${folder:+.${folder//\//.}}
exec "tests/$project/bin/Debug/net10.0/$project" -noLogo -noColor -namespace "$space" -namespace "$space.*"
