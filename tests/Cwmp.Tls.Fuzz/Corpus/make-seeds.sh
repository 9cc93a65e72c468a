#!/usr/bin/env bash
# Makes the seeds of the targets certificate, crl and name with the openssl tool. Keys are thrown away.
# Files that begin with "find-" are inputs that once broke something, and are not made by this script.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/extensions" <<'END'
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[intermediate]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
nameConstraints = critical, permitted;DNS:example.com, permitted;IP:192.0.2.0/255.255.255.0, \
  excluded;email:.example.org, permitted;URI:.example.com, excluded;dirName:excluded
certificatePolicies = 1.2.3.4, 2.5.29.32.0
policyMappings = 1.2.3.4:1.2.3.5
policyConstraints = critical, requireExplicitPolicy:3, inhibitPolicyMapping:0
inhibitAnyPolicy = critical, 2
crlDistributionPoints = URI:http://crl.example.com/ca.crl
[excluded]
CN = excluded
[acs]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = DNS:acs.example.com, DNS:*.acs.example.com, IP:192.0.2.7, IP:2001:db8::7, \
  URI:https://acs.example.com/, email:acs@example.com, otherName:1.2.3.4;UTF8:other, dirName:excluded, RID:1.2.3.4
certificatePolicies = 1.2.3.5
authorityInfoAccess = OCSP;URI:http://ocsp.example.com, caIssuers;URI:http://ca.example.com/ca.cer
[cpe]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
authorityKeyIdentifier = keyid, issuer:always
END

key() { openssl genpkey "$@" 2>/dev/null; }
key -algorithm EC -pkeyopt ec_paramgen_curve:P-256 > "$work/root.key"
key -algorithm EC -pkeyopt ec_paramgen_curve:P-256 > "$work/intermediate.key"
key -algorithm RSA -pkeyopt rsa_keygen_bits:2048 > "$work/acs.key"
key -algorithm EC -pkeyopt ec_paramgen_curve:P-521 > "$work/cpe.key"
key -algorithm ED25519 > "$work/ed.key"

openssl req -new -x509 -key "$work/root.key" -subj "/O=Seed/CN=Seed Root" -days 9000 -config "$work/extensions" -extensions root \
  -out "$work/root.pem" 2>/dev/null ||
  openssl req -new -x509 -key "$work/root.key" -subj "/O=Seed/CN=Seed Root" -days 9000 -out "$work/root.pem"
issue() { # NAME SUBJECT SECTION ISSUER [OPTIONS…]
  local name=$1 subject=$2 section=$3 issuer=$4; shift 4
  openssl req -new -key "$work/$name.key" -subj "$subject" -out "$work/$name.csr"
  openssl x509 -req -in "$work/$name.csr" -CA "$work/$issuer.pem" -CAkey "$work/$issuer.key" -CAcreateserial -days 9000 \
    -extfile "$work/extensions" -extensions "$section" -out "$work/$name.pem" "$@" 2>/dev/null
}
issue intermediate "/O=Seed/CN=Seed Intermediate" intermediate root
issue acs "/CN=acs.example.com" acs intermediate
issue cpe "/O=Seed/CN=012345-STB-0123456789" cpe root
issue ed "/CN=012345-ED-1" cpe root
openssl req -new -x509 -key "$work/acs.key" -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 \
  -subj "/CN=Seed PSS" -days 9000 -out "$work/pss.pem"
openssl req -new -key "$work/root.key" -subj "/CN=Seed Version 1" -out "$work/v1.csr"
openssl x509 -req -in "$work/v1.csr" -signkey "$work/root.key" -days 9000 -out "$work/v1.pem" 2>/dev/null
for name in root intermediate acs cpe ed pss v1; do openssl x509 -in "$work/$name.pem" -outform DER -out "certificate/$name.der"; done

mkdir "$work/ca"; : > "$work/ca/index"; echo 1000 > "$work/ca/number"
cat > "$work/ca.conf" <<END
[ca]
default_ca = seed
[seed]
database = $work/ca/index
crlnumber = $work/ca/number
default_md = sha256
default_crl_days = 3000
crl_extensions = crl
[crl]
authorityKeyIdentifier = keyid
END
crl() {
  openssl ca -gencrl -config "$work/ca.conf" -cert "$work/root.pem" -keyfile "$work/root.key" 2>/dev/null |
    openssl crl -outform DER -out "crl/$1.der"
}
crl empty
openssl ca -config "$work/ca.conf" -cert "$work/root.pem" -keyfile "$work/root.key" -revoke "$work/cpe.pem" \
  -crl_reason keyCompromise 2>/dev/null
openssl ca -config "$work/ca.conf" -cert "$work/root.pem" -keyfile "$work/root.key" -revoke "$work/ed.pem" 2>/dev/null
crl revoked

printf 'acs.example.com' > name/host.txt
printf '*.example.com' > name/wildcard.txt
printf 'a.b+c@example.com' > name/mail.txt
printf '"a\\"b"@example.com' > name/quoted.txt
printf 'https://user@acs.example.com:7547/path?x#y' > name/uri.txt
printf '2001:db8::7' > name/address.txt
printf 'm\xc3\xbcller.example' > name/unicode.txt
openssl asn1parse -genconf <(printf '%b\n' \
  'asn1=SEQUENCE:name' '[name]' 'a=SET:o' 'b=SET:cn' '[o]' 'v=SEQUENCE:ov' '[ov]' 't=OID:2.5.4.10' 'v=PRINTABLESTRING:Seed  Maker' \
  '[cn]' 'v=SEQUENCE:cv' 'w=SEQUENCE:cw' '[cv]' 't=OID:2.5.4.3' 'v=UTF8:Ger\xc3\xa4t' '[cw]' 't=OID:2.5.4.5' 'v=BMP:12345') \
  -noout -out name/dn.der
