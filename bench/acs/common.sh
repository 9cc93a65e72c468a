# What run.sh and load.sh share: the tools, a working directory, certificates, an AcsServer, and AcsLoad. Source this file with $devices
# and $tools set.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

for tool in $tools; do
  command -v "$tool" >/dev/null || { echo "bench/acs needs $tool, which is not installed (Debian: apt-get install $tool)"; exit 3; }
done
[ -r /proc/self/stat ] || { echo "bench/acs reads processor times from /proc, so it needs Linux"; exit 3; }

work=$(mktemp -d)
started=()
finish() {
  for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
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

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null ||
    echo $((20000 + RANDOM % 20000))
}
wait_for() { # port, process, name
  for _ in $(seq 1 200); do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
    kill -0 "$2" 2>/dev/null || break
    sleep 0.1
  done
  echo "$3 did not start"; cat "$work"/*.log 2>/dev/null | tail -20; exit 1
}

# Starts AcsServer in the form in which it is measured; sets acs_port and acs_pid.
start_acs() {
  acs_port=$(free_port)
  DOTNET_gcServer=0 dotnet "$root/samples/AcsServer/bin/Release/net10.0/AcsServer.dll" --port "$acs_port" \
    --ca "$work/device-ca.pem" --cert "$work/acs.pem" --key "$work/acs.key" --client-certificates required \
    >"$work/acs.out" 2>"$work/acs.log" &
  acs_pid=$!
  started+=("$acs_pid")
  wait_for "$acs_port" "$acs_pid" AcsServer
}

acs_load() { dotnet "$here/AcsLoad/bin/Release/net10.0/AcsLoad.dll" "$@"; }
resident_mib() { awk '/VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }
