#!/usr/bin/env bash
# Measures CWMP sessions per CPU-second of the server. samples/AcsServer does the whole work of an ACS. nginx verifies the client
# certificate and answers every POST with the same static 200. A session is a full mutual TLS 1.3 handshake, an Inform, an empty POST and
# a close. Both servers have the same certificates and the same load generator, and they take turns in one run. Everything stays on
# 127.0.0.1.
#
# usage: bench/acs/run.sh [ROUNDS [SECONDS]]      default: 5 rounds of 5 seconds each
set -euo pipefail
rounds=${1:-5}
seconds=${2:-5}
devices=12
warm_up=12000x
tools="nginx openssl dotnet"
. "$(dirname "$0")/common.sh"

# nginx requires and verifies client certificates, with keep-alive and without logs. Both servers issue tickets, as they do by default, and
# the clients do not use them.
nginx_port=$(free_port)
body='<soap-env:Envelope xmlns:soap-env=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\">'
body+='<soap-env:Header><cwmp:ID soap-env:mustUnderstand=\"1\">1</cwmp:ID></soap-env:Header><soap-env:Body><cwmp:InformResponse>'
body+='<MaxEnvelopes>1</MaxEnvelopes></cwmp:InformResponse></soap-env:Body></soap-env:Envelope>'
cat >nginx.conf <<CONF
worker_processes $(nproc);
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.log warn;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/fastcgi;
  uwsgi_temp_path $work/uwsgi; scgi_temp_path $work/scgi;
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
started+=("$nginx_pid")
wait_for "$nginx_port" "$nginx_pid" nginx
nginx_pids="$nginx_pid,$(pgrep -P "$nginx_pid" | paste -sd,)"

start_acs

load() { acs_load sessions 127.0.0.1 "$1" "$work/devices" "$2" "$3"; }

# In a server that runs for months all code is compiled. The just-in-time compiler has finished when the processor time of a session no
# longer falls.
echo "warming up ..."
load "$nginx_port" 500x "$nginx_pids" >/dev/null
load "$acs_port" "$warm_up" "$acs_pid" >/dev/null

rate() { awk -v s="$1" -v c="$2" 'BEGIN { printf "%.0f", (c > 0 ? s / c : 0) }'; }
printf '%-6s  %-10s  %9s  %7s  %12s  %18s\n' round server sessions failed "CPU-seconds" "sessions/CPU-second"
: >ratios
for round in $(seq 1 "$rounds"); do
  read -r n_sessions n_failed _ n_cpu _ < <(load "$nginx_port" "$seconds" "$nginx_pids")
  read -r a_sessions a_failed _ a_cpu _ < <(load "$acs_port" "$seconds" "$acs_pid")
  n_rate=$(rate "$n_sessions" "$n_cpu"); a_rate=$(rate "$a_sessions" "$a_cpu")
  printf '%-6s  %-10s  %9s  %7s  %12s  %18s\n' "$round" nginx "$n_sessions" "$n_failed" "$n_cpu" "$n_rate"
  printf '%-6s  %-10s  %9s  %7s  %12s  %18s\n' "$round" AcsServer "$a_sessions" "$a_failed" "$a_cpu" "$a_rate"
  awk -v a="$a_rate" -v n="$n_rate" 'BEGIN { printf "%.3f\n", (n > 0 ? a / n : 0) }' >>ratios
done
told=$(wc -l <"$work/acs.out")
echo "AcsServer reported $told finished sessions; resident memory $(resident_mib "$acs_pid") MiB"
sort -n ratios | awk '{ r[NR] = $1 }
  END { printf "ratio AcsServer / nginx: median %.2f (%.2f to %.2f over %d rounds)\n", r[int((NR + 1) / 2)], r[1], r[NR], NR }'
