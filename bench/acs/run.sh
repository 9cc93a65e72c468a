#!/usr/bin/env bash
# CWMP sessions per CPU-second of the server: samples/AcsServer doing the whole work of an ACS, beside nginx that verifies the client certificate and answers
# every POST with the same static 200. A session is a full mutual TLS 1.3 handshake, an Inform, an empty POST, and a close. Same certificates, same load generator,
# the two servers taking turns in one run. Everything stays on 127.0.0.1.
#
# usage: bench/acs/run.sh [ROUNDS [SECONDS]]      default: 5 rounds of 5 seconds each
set -euo pipefail
rounds=${1:-5}
seconds=${2:-5}
devices=12
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

for tool in nginx openssl dotnet; do
  command -v "$tool" >/dev/null || { echo "bench/acs needs $tool, which is not installed (Debian: apt-get install $tool)"; exit 3; }
done
[ -r /proc/self/stat ] || { echo "bench/acs reads processor times from /proc, so it needs Linux"; exit 3; }

work=$(mktemp -d)
nginx_pid=; acs_pid=
finish() {
  [ -z "$acs_pid" ] || kill "$acs_pid" 2>/dev/null || true
  [ -z "$nginx_pid" ] || kill "$nginx_pid" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

echo "building ..."
dotnet build "$root/samples/AcsServer" -c Release -v q -nologo >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
dotnet build "$here/AcsLoad" -c Release -v q -nologo >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }

# One device CA, one server CA, P-256 throughout; each device's certificate and key in one file named after it.
cd "$work"
mkdir devices
new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }
new_ca() {
  new_key "$1.key"
  openssl req -x509 -new -key "$1.key" -subj "/O=Bench/CN=$2" -days 30 -sha256 -out "$1.pem" \
    -addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign,cRLSign
}
issue() { # key, certificate, subject, CA, extensions
  openssl req -new -key "$1" -subj "$3" -out request.pem
  printf '%s\n' "basicConstraints=critical,CA:false" "keyUsage=critical,digitalSignature" "$5" >extensions
  openssl x509 -req -in request.pem -CA "$4.pem" -CAkey "$4.key" -CAcreateserial -days 20 -sha256 -extfile extensions -out "$2" 2>/dev/null
}
new_ca device-ca "Device CA"
new_ca server-ca "Server CA"
new_key acs.key
issue acs.key acs.pem "/O=Bench/CN=acs.test" server-ca $'extendedKeyUsage=serverAuth\nsubjectAltName=DNS:acs.test,IP:127.0.0.1'
for i in $(seq 1 $devices); do
  identity="00256D-Bench-$(printf 'S%05d' "$i")"
  new_key device.key
  issue device.key device.pem "/CN=$identity" device-ca "extendedKeyUsage=clientAuth"
  cat device.pem device.key >"devices/$identity.pem"
done

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null || echo $((20000 + RANDOM % 20000)); }
wait_for() { # port, process, name
  for _ in $(seq 1 200); do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
    kill -0 "$2" 2>/dev/null || break
    sleep 0.1
  done
  echo "$3 did not start"; cat "$work"/*.log 2>/dev/null | tail -20; exit 1
}

# nginx: client certificates required and verified, keep-alive, no logs. Both servers issue tickets, as they do by default, and the clients use none.
nginx_port=$(free_port)
body='<soap-env:Envelope xmlns:soap-env=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\"><soap-env:Header><cwmp:ID soap-env:mustUnderstand=\"1\">1</cwmp:ID></soap-env:Header><soap-env:Body><cwmp:InformResponse><MaxEnvelopes>1</MaxEnvelopes></cwmp:InformResponse></soap-env:Body></soap-env:Envelope>'
cat >nginx.conf <<CONF
worker_processes $(nproc);
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.log warn;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/fastcgi; uwsgi_temp_path $work/uwsgi; scgi_temp_path $work/scgi;
  client_body_buffer_size 64k;
  server {
    listen 127.0.0.1:$nginx_port ssl backlog=1024;
    ssl_certificate $work/acs.pem;
    ssl_certificate_key $work/acs.key;
    ssl_client_certificate $work/device-ca.pem;
    ssl_verify_client on;
    ssl_protocols TLSv1.3;
    default_type text/xml;
    location / { return 200 "$body"; }
  }
}
CONF
nginx -p "$work" -c "$work/nginx.conf" >"$work/nginx.out" 2>&1 &
nginx_pid=$!
wait_for "$nginx_port" "$nginx_pid" nginx
nginx_pids="$nginx_pid,$(pgrep -P "$nginx_pid" | paste -sd,)"

acs_port=$(free_port)
DOTNET_gcServer=0 dotnet "$root/samples/AcsServer/bin/Release/net10.0/AcsServer.dll" --port "$acs_port" \
  --ca "$work/device-ca.pem" --cert "$work/acs.pem" --key "$work/acs.key" --client-certificates required >"$work/acs.out" 2>"$work/acs.log" &
acs_pid=$!
wait_for "$acs_port" "$acs_pid" AcsServer

load() { dotnet "$here/AcsLoad/bin/Release/net10.0/AcsLoad.dll" 127.0.0.1 "$1" "$work/devices" "$2" "$3"; }
echo "warming up ..."
load "$nginx_port" 500x "$nginx_pids" >/dev/null
load "$acs_port" 6000x "$acs_pid" >/dev/null

rate() { awk -v s="$1" -v c="$2" 'BEGIN { printf "%.0f", (c > 0 ? s / c : 0) }'; }
printf '%-6s  %-10s  %9s  %7s  %12s  %18s\n' round server sessions failed "CPU-seconds" "sessions/CPU-second"
: >ratios
for round in $(seq 1 "$rounds"); do
  read -r n_sessions n_failed _ n_cpu < <(load "$nginx_port" "$seconds" "$nginx_pids")
  read -r a_sessions a_failed _ a_cpu < <(load "$acs_port" "$seconds" "$acs_pid")
  n_rate=$(rate "$n_sessions" "$n_cpu"); a_rate=$(rate "$a_sessions" "$a_cpu")
  printf '%-6s  %-10s  %9s  %7s  %12s  %18s\n' "$round" nginx "$n_sessions" "$n_failed" "$n_cpu" "$n_rate"
  printf '%-6s  %-10s  %9s  %7s  %12s  %18s\n' "$round" AcsServer "$a_sessions" "$a_failed" "$a_cpu" "$a_rate"
  awk -v a="$a_rate" -v n="$n_rate" 'BEGIN { printf "%.3f\n", (n > 0 ? a / n : 0) }' >>ratios
done
told=$(wc -l <"$work/acs.out")
echo "AcsServer reported $told finished sessions; resident memory $(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$acs_pid/status") MiB"
sort -n ratios | awk '{ r[NR] = $1 } END { printf "ratio AcsServer / nginx: median %.2f (%.2f to %.2f over %d rounds)\n", r[int((NR + 1) / 2)], r[1], r[NR], NR }'
