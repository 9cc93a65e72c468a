#!/usr/bin/env bash
# Restores, builds, checks the formatting, tests and packs: the same command for a contributor and for CI.
set -euo pipefail
cd "$(dirname "$0")"
export CI=true
dotnet restore Cwmp.Tls.sln
dotnet format Cwmp.Tls.sln --no-restore --verify-no-changes --exclude-diagnostics IDE0005
dotnet build Cwmp.Tls.sln --no-restore -c Release
dotnet test Cwmp.Tls.sln --no-build -c Release
dotnet pack Cwmp.Tls.sln --no-build -c Release -o artifacts/packages
