#!/usr/bin/env bash
# Handshakes and data in C with OpenSSL, on the OpenSSL engine and on SslStream, in turns on one processor; prints medians and ratios to C.
#
#   bench/tls/run.sh [ROUNDS] [ec|rsa]     default: 9 rounds, P-256
#
# Needs the .NET SDK, a C compiler, the openssl tool and the headers of OpenSSL (Debian: libssl-dev).
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-9}
kind=${2:-ec}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for tool in cc openssl taskset; do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is missing"; exit 0; }
done
echo '#include <openssl/ssl.h>' | cc -E - >/dev/null 2>&1 || { echo "skipped: the headers of OpenSSL are missing"; exit 0; }
cc -O2 -Wall -Wextra -o "$work/baseline" bench/baselines/openssl/baseline.c -lssl -lcrypto

key() { # FILE
  if [ "$kind" = rsa ]; then
    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1" 2>/dev/null || openssl genrsa -out "$1" 2048 2>/dev/null
  else
    openssl ecparam -name prime256v1 -genkey -noout -out "$1"
  fi
}
key "$work/ca.key"
openssl req -x509 -new -key "$work/ca.key" -subj "/CN=Bench CA" -days 30 -out "$work/ca.pem" \
  -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
issue() { # NAME COMMON-NAME EXTENDED-KEY-USAGE
  key "$work/$1.key"
  openssl req -new -key "$work/$1.key" -subj "/CN=$2" -out "$work/$1.csr"
  printf 'subjectAltName=DNS:acs.example.com\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=%s\nsubjectKeyIdentifier=hash\n%s\n' \
    "$3" 'authorityKeyIdentifier=keyid' > "$work/ext"
  openssl x509 -req -in "$work/$1.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 30 -extfile "$work/ext" \
    -out "$work/$1.pem" 2>/dev/null
}
issue acs acs.example.com serverAuth
issue cpe 00D09E-Gateway-000001 clientAuth

dotnet build bench/Cwmp.Tls.Benchmarks -c Release -nologo -v q
taskset -c 1 dotnet bench/Cwmp.Tls.Benchmarks/bin/Release/net10.0/Cwmp.Tls.Benchmarks.dll --tls "$work/baseline" "$work" "$rounds"
