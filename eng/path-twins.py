#!/usr/bin/env python3
"""Writes path-validation vectors in the x509-limbo format: for each rule a chain that keeps it and a twin that breaks it by one step.

    eng/path-twins.py FILE            writes the vectors
    eng/path-twins.py FILE --judge    and asks openssl verify, GnuTLS certtool and pyca/cryptography about those they can be asked about

Needs python3 with the package "cryptography". The keys are made anew on each run, the shapes are always the same.
"""
import base64
import datetime
import json
import os
import subprocess
import sys
import tempfile

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

# Today, because certtool knows no other time.
NOW = datetime.datetime.now(datetime.timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
DAY = datetime.timedelta(days=1)


# DER, as little of it as certificates need.
def tlv(tag, *parts):
    body = b"".join(parts)
    n = len(body)
    if n < 0x80:
        return bytes([tag, n]) + body
    size = (n.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + n.to_bytes(size, "big") + body


def seq(*parts):
    return tlv(0x30, *parts)


def oid(text):
    arcs = [int(a) for a in text.split(".")]
    out = b""
    for arc in [arcs[0] * 40 + arcs[1]] + arcs[2:]:
        part = bytes([arc & 0x7F])
        while arc := arc >> 7:
            part = bytes([0x80 | arc & 0x7F]) + part
        out += part
    return tlv(6, out)


def integer(n):
    return tlv(2, n.to_bytes(n.bit_length() // 8 + 1, "big", signed=True))


def bits(*numbers):
    value = 0
    for n in numbers:
        value |= 1 << (15 - n)
    octets = value.to_bytes(2, "big")
    while octets[-1] == 0 and len(octets) > 1:
        octets = octets[:-1]
    unused = (octets[-1] & -octets[-1]).bit_length() - 1 if octets[-1] else 0
    return tlv(3, bytes([unused]), octets)


def when(t, generalized=None):
    if generalized if generalized is not None else t.year >= 2050:
        return tlv(0x18, t.strftime("%Y%m%d%H%M%SZ").encode())
    return tlv(0x17, t.strftime("%y%m%d%H%M%SZ").encode())


def name(*attributes):
    return seq(*(tlv(0x31, seq(oid(t), tlv(0x16 if t == "1.2.840.113549.1.9.1" else 0x0C, v.encode()))) for t, v in attributes))


def cn(text):
    return name(("2.5.4.3", text))


dns = lambda v: tlv(0x82, v.encode("latin-1"))
mail = lambda v: tlv(0x81, v.encode("latin-1"))
uri = lambda v: tlv(0x86, v.encode("latin-1"))
ip = lambda v: tlv(0x87, bytes(v))
directory = lambda n: tlv(0xA4, n)
other = lambda: tlv(0xA0, oid("1.2.3.4"), tlv(0xA0, tlv(0x0C, b"x")))


def ext(number, value, critical=False):
    return seq(oid(number), tlv(1, b"\xff") if critical else b"", tlv(4, value))


SHA256 = {"ec": seq(oid("1.2.840.10045.4.3.2")), "rsa": seq(oid("1.2.840.113549.1.1.11"), b"\x05\x00")}
SHA1 = {"ec": seq(oid("1.2.840.10045.4.1")), "rsa": seq(oid("1.2.840.113549.1.1.5"), b"\x05\x00")}
_keys = {}


def key(label, kind="P256"):
    if (label, kind) not in _keys:
        if kind.startswith("rsa"):
            _keys[label, kind] = rsa.generate_private_key(65537, int(kind[3:]))
        else:
            _keys[label, kind] = ec.generate_private_key({"P256": ec.SECP256R1(), "P384": ec.SECP384R1(), "P521": ec.SECP521R1(), "P224": ec.SECP224R1()}[kind])
    return _keys[label, kind]


def spki(k):
    return k.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def key_id(k):
    digest = hashes.Hash(hashes.SHA1())
    digest.update(spki(k))
    return digest.finalize()


def sign(k, data, digest=None):
    digest = digest or hashes.SHA256()
    return k.sign(data, padding.PKCS1v15(), digest) if isinstance(k, rsa.RSAPrivateKey) else k.sign(data, ec.ECDSA(digest))


def family(k):
    return "rsa" if isinstance(k, rsa.RSAPrivateKey) else "ec"


class Ca:
    def __init__(self, label, parent=None, kind="P256", label_key=None, **spec):
        self.key = key(label_key or label, kind)
        self.name = spec.pop("subject", None) or cn(label)
        spec.setdefault("ca", True)
        spec.setdefault("usage", (5, 6))
        spec.setdefault("begin", NOW - 400 * DAY)
        spec.setdefault("end", NOW + 400 * DAY)
        self.der = certificate(self.name, self.key, parent or self, **spec)


_serial = 1000


def certificate(subject, k, issuer, *, ca=None, length=None, usage=(0,), eku=None, san=None, san_critical=False, begin=None, end=None, serial=None,
                extra=(), nc=None, sha1=False, signer=None, aki=True, ski=None, version=2, constraints_critical=True, generalized=None, raw_serial=None,
                issuer_name=None, change=None, times=None, drop=()):
    global _serial
    _serial += 1
    issuer_key = signer or issuer.key
    algorithm = (SHA1 if sha1 else SHA256)[family(issuer_key)]
    extensions = []
    if ca is not None and "bc" not in drop:
        extensions.append(ext("2.5.29.19", seq(tlv(1, b"\xff") if ca else b"", integer(length) if length is not None else b""), constraints_critical))
    if usage:
        extensions.append(ext("2.5.29.15", bits(*usage), True))
    if eku:
        extensions.append(ext("2.5.29.37", seq(*(oid(e) for e in eku))))
    if san:
        extensions.append(ext("2.5.29.17", seq(*san), san_critical))
    if ca or ski:
        extensions.append(ext("2.5.29.14", tlv(4, key_id(k))))
    if aki and k is not issuer.key:
        extensions.append(ext("2.5.29.35", seq(tlv(0x80, key_id(issuer.key)))))
    if nc:
        extensions.append(ext("2.5.29.30", seq(*nc), True))
    extensions.extend(extra)
    tbs = seq(
        tlv(0xA0, integer(version)) if version else b"",
        raw_serial or integer(serial if serial is not None else _serial),
        algorithm, issuer_name or issuer.name, seq(*(times or (when(begin or NOW - 30 * DAY, generalized), when(end or NOW + 30 * DAY, generalized)))),
        subject, spki(k), tlv(0xA3, seq(*extensions)) if version == 2 and extensions else b"")
    tbs = change(tbs) if change else tbs
    signature = sign(issuer_key, tbs, hashes.SHA1() if sha1 else None)
    return seq(tbs, algorithm, tlv(3, b"\x00", signature))


SERVER, CLIENT = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"


def leaf(issuer, host="acs.example.com", **spec):
    spec.setdefault("san", [dns(host)])
    spec.setdefault("eku", [SERVER])
    spec.setdefault("ca", False)
    subject = spec.pop("subject", None) or cn(host)
    return certificate(subject, spec.pop("key", None) or key("leaf"), issuer, **spec)


def crl(issuer, revoked=(), *, begin=None, end=0, number=1, extra=(), signer=None, entry=b"", issuer_name=None):
    extensions = [ext("2.5.29.35", seq(tlv(0x80, key_id(issuer.key))))]
    if number is not None:
        extensions.append(ext("2.5.29.20", integer(number)))
    extensions.extend(extra)
    begin = begin or NOW - DAY
    algorithm = SHA256[family(issuer.key)]
    tbs = seq(
        integer(1), algorithm, issuer_name or issuer.name, when(begin), b"" if end is None else when(end or NOW + DAY),
        seq(*(seq(integer(s), when(begin), entry) for s in revoked)) if revoked else b"", tlv(0xA0, seq(*extensions)))
    return seq(tbs, algorithm, tlv(3, b"\x00", sign(signer or issuer.key, tbs)))


def pem(der, label="CERTIFICATE"):
    text = base64.b64encode(der).decode()
    return f"-----BEGIN {label}-----\n" + "\n".join(text[i:i + 64] for i in range(0, len(text), 64)) + f"\n-----END {label}-----\n"


CASES = []


def case(rule, twin, expected, root, chain, *, peer=("DNS", "acs.example.com"), peers=(), kind="SERVER", time=NOW, depth=None, crls=(), usage=(), eku=(), alg=(), **more):
    CASES.append({
        "id": f"twins::{rule}::{twin}", "features": [], "importance": "undetermined", "description": f"{rule}, {twin}", "conflicts_with": [],
        "validation_kind": kind, "trusted_certs": [pem(r.der if isinstance(r, Ca) else r) for r in (root if isinstance(root, list) else [root])],
        "untrusted_intermediates": [pem(c.der if isinstance(c, Ca) else c) for c in chain[1:]], "peer_certificate": pem(chain[0]),
        "peer_certificate_key": None, "validation_time": time if time is None or isinstance(time, str) else time.isoformat(), "signature_algorithms": list(alg),
        "key_usage": list(usage), "extended_key_usage": list(eku), "expected_result": "SUCCESS" if expected else "FAILURE",
        "expected_peer_name": None if peer is None else {"kind": peer[0], "value": peer[1]},
        "expected_peer_names": [{"kind": k, "value": v} for k, v in peers], "max_chain_depth": depth, "crls": [pem(c, "X509 CRL") for c in crls], **more})


def below(root, *, host="acs.example.com", **spec):
    """An intermediate with these extras, and a leaf below it."""
    ica = Ca("Intermediate", root, **spec)
    return ica, [leaf(ica, host), ica]


def permitted(*names):
    return tlv(0xA0, *(seq(n) for n in names))


def excluded(*names):
    return tlv(0xA1, *(seq(n) for n in names))


def build():
    root = Ca("Root")
    good = leaf(root)
    case("baseline", "leaf-below-root", True, root, [good])
    ica, chain = below(root)
    case("baseline", "intermediate", True, root, chain)
    case("baseline", "intermediate-missing", False, root, chain[:1])
    case("baseline", "no-anchor", False, [], chain)
    case("baseline", "anchor-is-the-intermediate", True, ica, chain[:1])
    case("baseline", "wrong-anchor", False, Ca("Root", label_key="other root"), chain)
    case("signature", "by-another-key", False, root, [leaf(root, signer=key("stranger"))])
    case("signature", "intermediate-by-another-key", False, root, below(root, signer=key("stranger"))[1])

    # Time.
    begin, end = NOW - 10 * DAY, NOW + 10 * DAY
    dated = leaf(root, begin=begin, end=end)
    second = datetime.timedelta(seconds=1)
    for twin, moment, expected in [("at-begin", begin, True), ("before-begin", begin - second, False), ("at-end", end, True), ("after-end", end + second, False)]:
        case("validity", twin, expected, root, [dated], time=moment)
    case("validity", "within-the-last-second", True, root, [dated], time=end + second / 2)
    case("validity", "offset", True, root, [dated], time=(end + second).astimezone(datetime.timezone(datetime.timedelta(hours=-5))).isoformat().replace(":01-", ":00-"))
    case("validity", "offset-after-end", False, root, [dated], time=(end + second).astimezone(datetime.timezone(datetime.timedelta(hours=9))))
    case("validity", "no-offset-is-utc", True, root, [dated], time=end.replace(tzinfo=None).isoformat())
    case("validity", "zulu", False, root, [dated], time=(end + second).strftime("%Y-%m-%dT%H:%M:%SZ"))
    case("validity", "intermediate-expired", False, root, below(root, end=NOW - DAY)[1])
    case("validity", "root-expired", False, (old := Ca("Old Root", end=NOW - DAY)), [leaf(old)])
    case("validity", "generalized-too-early", False, root, [leaf(root, generalized=True)])
    case("validity", "generalized-2050", True, root, [leaf(root, end=datetime.datetime(2050, 1, 1, tzinfo=datetime.timezone.utc), times=(when(begin), b"\x18\x0f20500101000000Z"))])
    for twin, text in [("no-seconds", b"\x17\x0b3001010000Z"), ("offset-time", b"\x17\x11310101000000+0000"), ("month-13", b"\x17\x0d311301000000Z"), ("fraction", b"\x18\x1120500101000000.5Z")]:
        case("validity", twin, False, root, [leaf(root, times=(when(begin), text))])

    # The name dialled.
    for twin, san, peer, expected in [
            ("case", [dns("ACS.Example.Com")], ("DNS", "acs.example.COM"), True), ("other", [dns("other.example.com")], ("DNS", "acs.example.com"), False),
            ("second", [dns("a.example.com"), dns("acs.example.com")], ("DNS", "acs.example.com"), True),
            ("wildcard", [dns("*.example.com")], ("DNS", "acs.example.com"), True), ("wildcard-two-labels", [dns("*.example.com")], ("DNS", "a.b.example.com"), False),
            ("wildcard-apex", [dns("*.example.com")], ("DNS", "example.com"), False), ("wildcard-inner", [dns("acs.*.com")], ("DNS", "acs.example.com"), False),
            ("wildcard-partial", [dns("a*.example.com")], ("DNS", "acs.example.com"), False), ("wildcard-tld", [dns("*.com")], ("DNS", "example.com"), False),
            ("suffix-only", [dns("example.com")], ("DNS", "acs.example.com"), False), ("nul", [dns("acs.example.com\0.evil.test")], ("DNS", "acs.example.com"), False),
            ("underscore", [dns("acs.example.com"), dns("a_b.example.com")], ("DNS", "acs.example.com"), False),
            ("trailing-dot", [dns("acs.example.com.")], ("DNS", "acs.example.com"), False), ("empty-label", [dns("acs..example.com")], ("DNS", "acs..example.com"), False),
            ("a-label", [dns("xn--bcher-kva.example")], ("DNS", "xn--bcher-kva.example"), True), ("u-label-asked", [dns("xn--bcher-kva.example")], ("DNS", "b\u00fccher.example"), True),
            ("ipv4", [ip([192, 0, 2, 1])], ("IP", "192.0.2.1"), True), ("ipv4-other", [ip([192, 0, 2, 2])], ("IP", "192.0.2.1"), False),
            ("ipv6", [ip([0x20, 1, 0xD, 0xB8] + [0] * 11 + [1])], ("IP", "2001:DB8::1"), True),
            ("ipv4-mapped", [ip([0] * 10 + [255, 255, 192, 0, 2, 1])], ("IP", "192.0.2.1"), False),
            ("address-as-dns", [dns("192.0.2.1")], ("IP", "192.0.2.1"), False), ("address-asked-as-dns", [ip([192, 0, 2, 1])], ("DNS", "192.0.2.1"), False),
            ("five-octets", [ip([192, 0, 2, 1, 0])], ("IP", "192.0.2.1"), False)]:
        subject = name(("2.5.4.10", "Example"))
        case("name", twin, expected, root, [leaf(root, san=san, subject=subject)], peer=peer)
    case("name", "common-name-alone", False, root, [leaf(root, san=None)])
    two = leaf(root, san=[dns("acs.example.com"), dns("b.example.com")])
    case("name", "both-there", True, root, [two], peer=None, peers=[("DNS", "acs.example.com"), ("DNS", "b.example.com")])
    case("name", "one-missing", False, root, [two], peer=None, peers=[("DNS", "acs.example.com"), ("DNS", "c.example.com")])
    case("name", "unknown-kind", False, root, [good], peer=("UPN", "acs.example.com"))
    case("name", "not-asked", True, root, [good], peer=None)

    # Mailboxes and clients.
    client = dict(kind="CLIENT", peer=None)
    for twin, box, asked, expected in [("same", "cpe@example.com", "cpe@EXAMPLE.com", True), ("local-case", "cpe@example.com", "CPE@example.com", False), ("other", "cpe@example.com", "cpe@example.org", False)]:
        case("mail", twin, expected, root, [leaf(root, eku=[CLIENT], subject=cn(box), san=[mail(box)])], peers=[("RFC822", asked)], **client)
    for twin, eku, kind, expected in [("client", [CLIENT], "CLIENT", True), ("server-as-client", [SERVER], "CLIENT", False), ("client-as-server", [CLIENT], "SERVER", False),
                                      ("both-as-client", [SERVER, CLIENT], "CLIENT", True), ("any", ["2.5.29.37.0"], "SERVER", False), ("code-signing", ["1.3.6.1.5.5.7.3.3"], "SERVER", False)]:
        case("eku", twin, expected, root, [leaf(root, eku=eku)], kind=kind)
    case("eku", "asked-both", True, root, [leaf(root, eku=[SERVER, CLIENT])], eku=["serverAuth", "clientAuth"])
    case("eku", "asked-both-has-one", False, root, [leaf(root)], eku=["serverAuth", "clientAuth"])
    case("eku", "asked-mail", True, root, [leaf(root, eku=["1.3.6.1.5.5.7.3.4"])], eku=["emailProtection"])
    case("eku", "asked-mail-has-server", False, root, [leaf(root)], eku=["emailProtection"])
    case("eku", "intermediate-server", True, root, below(root, eku=[SERVER])[1])
    case("eku", "intermediate-client", False, root, below(root, eku=[CLIENT])[1])
    case("ku", "wished", True, root, [good], usage=["digitalSignature"])
    case("ku", "wished-and-missing", False, root, [good], usage=["keyAgreement"])
    case("ku", "none-that-tls-uses", False, root, [leaf(root, usage=(1,))])
    case("ku", "intermediate-does-not-sign", False, root, below(root, usage=(6,))[1])
    case("algorithm", "wished", True, root, [good], alg=["ECDSA_WITH_SHA256", "RSA_WITH_SHA256"])
    case("algorithm", "wished-another", False, root, [good], alg=["RSA_WITH_SHA256"])

    # Authorities and depth.
    case("ca", "flag-missing", False, root, below(root, ca=False)[1])
    case("ca", "no-constraints", False, root, below(root, drop=("bc",))[1])
    case("ca", "constraints-not-critical", False, root, below(root, constraints_critical=False)[1])
    case("ca", "leaf-is-one", False, root, [leaf(root, ca=True, usage=(0, 5))])
    case("ca", "leaf-signs", False, root, [leaf(ica2 := Ca("Leaf CA", root, ca=False, usage=(0,), eku=[SERVER], san=[dns("acs.example.com")])), ica2])
    for length, count, expected in [(0, 0, True), (0, 1, False), (1, 1, True), (1, 2, False)]:
        top = Ca(f"Top {length}", length=length)
        cas = [top]
        for i in range(count):
            cas.append(Ca(f"Below {i}", cas[-1]))
        case("pathlen", f"allows-{length}-has-{count}", expected, top, [leaf(cas[-1])] + cas[1:])
    rolled = Ca("Rolling", root, length=0)
    rollover = Ca("Rolling", rolled, label_key="rolling new")
    case("pathlen", "self-issued-does-not-count", True, root, [leaf(rollover), rollover, rolled])
    cas = [root]
    for i in range(4):
        cas.append(Ca(f"Depth {i}", cas[-1]))
    for depth, expected in [(4, True), (3, False), (0, False), (255, True), (None, True)]:
        case("depth", f"limit-{depth}-has-4", expected, root, [leaf(cas[-1])] + cas[1:], depth=depth)
    case("depth", "limit-0-has-0", True, root, [good], depth=0)

    # Name constraints: permitted and excluded, just inside and just outside.
    subject = name(("2.5.4.10", "Example"), ("2.5.4.3", "x"))
    org = name(("2.5.4.10", "Example"))
    net = lambda a, m: ip(a + m)
    forms = [
        ("dns", dns("example.com"), [("same", dns("example.com"), True), ("below", dns("a.b.example.com"), True), ("beside", dns("notexample.com"), False), ("wildcard-below", dns("*.example.com"), True), ("case", dns("A.EXAMPLE.com"), True)]),
        ("dns-host", dns("a.example.com"), [("same", dns("a.example.com"), True), ("parent", dns("example.com"), False)]),
        ("ipv4", net([10, 0, 0, 0], [255, 255, 255, 0]), [("inside", ip([10, 0, 0, 9]), True), ("outside", ip([10, 0, 1, 9]), False)]),
        ("ipv4-bit", net([10, 0, 0, 128], [255, 255, 255, 128]), [("inside", ip([10, 0, 0, 129]), True), ("outside", ip([10, 0, 0, 127]), False)]),
        ("ipv6", net([0x20, 1] + [0] * 14, [255, 255] + [0] * 14), [("inside", ip([0x20, 1] + [7] * 14), True), ("outside", ip([0x20, 2] + [7] * 14), False)]),
        ("mail-host", mail("example.com"), [("inside", mail("a@example.com"), True), ("below", mail("a@b.example.com"), False)]),
        ("mail-domain", mail(".example.com"), [("below", mail("a@b.example.com"), True), ("host", mail("a@example.com"), False)]),
        ("mail-box", mail("a@example.com"), [("same", mail("a@EXAMPLE.com"), True), ("local-case", mail("A@example.com"), False)]),
        ("uri-host", uri("example.com"), [("same", uri("https://example.com/x"), True), ("below", uri("https://a.example.com/"), False), ("port", uri("https://example.com:8443/"), True), ("user", uri("https://example.com@evil.test/"), False)]),
        ("uri-domain", uri(".example.com"), [("below", uri("https://a.example.com"), True), ("host", uri("https://example.com"), False)]),
        ("directory", directory(org), [("below", directory(name(("2.5.4.10", "Example"), ("2.5.4.11", "u"))), True), ("case", directory(name(("2.5.4.10", "EXAMPLE  "))), True), ("other", directory(name(("2.5.4.10", "Other"))), False)]),
    ]
    for form, root_name, names in forms:
        for twin, san, inside in names:
            for verb, constraint, expected in [("permits", permitted(root_name), inside), ("excludes", excluded(root_name), not inside)]:
                ica = Ca("Constrained", root, nc=[constraint])
                own = subject if form == "directory" and verb == "permits" else cn("x") if form == "directory" else name(("2.5.4.11", "x"))
                case(f"nc-{form}", f"{verb}-{twin}", expected, root, [leaf(ica, subject=own, san=[san]), ica], peer=None)
    ica = Ca("Constrained", root, nc=[permitted(mail("example.com"))])
    for twin, box, expected in [("inside", "a@example.com", True), ("outside", "a@example.org", False)]:
        case("nc-mail-in-subject", twin, expected, root, [leaf(ica, subject=name(("1.2.840.113549.1.9.1", box))), ica])
    ica = Ca("Constrained", root, nc=[excluded(dns("a.example.com"))])
    case("nc-wildcard", "could-be-excluded", False, root, [leaf(ica, subject=subject, san=[dns("*.example.com")]), ica])
    case("nc-wildcard", "could-not", True, root, [leaf(ica, subject=subject, san=[dns("*.b.example.com")]), ica], peer=("DNS", "x.b.example.com"))
    ica = Ca("Constrained", root, nc=[permitted(other())])
    case("nc-other", "kind-occurs", False, root, [leaf(ica, san=[dns("acs.example.com"), other()]), ica])
    case("nc-other", "kind-does-not", True, root, [leaf(ica), ica])
    ica = Ca("Constrained", root, nc=[permitted(net([10, 0, 0, 0], [255, 0, 0, 0]))])
    case("nc-ip", "v6-where-v4-is-permitted", False, root, [leaf(ica, subject=subject, san=[ip([0] * 15 + [1])]), ica], peer=None)
    case("nc-ip", "mask-with-a-hole", False, root, [leaf(hole := Ca("Constrained", root, nc=[permitted(net([10, 0, 0, 0], [255, 0, 255, 0]))])), hole])
    case("nc-form", "empty", False, root, [leaf(empty := Ca("Constrained", root, extra=[ext("2.5.29.30", seq(), True)])), empty])
    case("nc-form", "minimum", False, root, [leaf(minimum := Ca("Constrained", root, nc=[tlv(0xA0, seq(dns("example.com"), tlv(0x80, b"\x01")))])), minimum])
    case("nc-form", "in-the-leaf", False, root, [leaf(root, nc=[permitted(dns("example.com"))])])
    outer = Ca("Outer", root, nc=[permitted(dns("example.com"))])
    inner = Ca("Inner", outer, nc=[permitted(dns("example.org"))])
    case("nc-form", "inner-cannot-widen", False, root, [leaf(inner, "acs.example.org"), inner, outer], peer=("DNS", "acs.example.org"))

    # Policies.
    p1, p2 = "1.2.3.1", "1.2.3.2"
    policies = lambda *ps: ext("2.5.29.32", seq(*(seq(oid(p)) for p in ps)))
    require = ext("2.5.29.36", seq(tlv(0x80, b"\x00")), True)
    ica = Ca("Policy", root, extra=[require, policies(p1)])
    for twin, extra, expected in [("same", [policies(p1)], True), ("other", [policies(p2)], False), ("none", [], False), ("any", [policies("2.5.29.32.0")], True), ("twice", [policies(p1, p1)], False)]:
        case("policy", twin, expected, root, [leaf(ica, extra=extra), ica])
    mapping = ext("2.5.29.33", seq(seq(oid(p1), oid(p2))), True)
    ica = Ca("Policy", root, extra=[require, policies(p1), mapping])
    case("policy", "mapped", True, root, [leaf(ica, extra=[policies(p2)]), ica])
    case("policy", "mapped-away", False, root, [leaf(ica, extra=[policies(p1)]), ica])
    top = Ca("No Mapping", root, extra=[ext("2.5.29.36", seq(tlv(0x80, b"\x00"), tlv(0x81, b"\x00")), True), policies(p1)])
    ica = Ca("Policy", top, extra=[policies(p1), mapping])
    case("policy", "mapping-inhibited", False, root, [leaf(ica, extra=[policies(p2)]), ica, top])
    top = Ca("No Any", root, extra=[require, policies(p1), ext("2.5.29.54", integer(0), True)])
    case("policy", "any-inhibited", False, root, [leaf(top, extra=[policies("2.5.29.32.0")]), top])
    case("policy", "constraints-empty", False, root, below(root, extra=[ext("2.5.29.36", seq(), True)])[1])
    case("policy", "constraints-not-critical", False, root, below(root, extra=[ext("2.5.29.36", seq(tlv(0x81, b"\x00")))])[1])

    # Extensions, serials, encodings.
    case("extension", "unknown", True, root, [leaf(root, extra=[ext("1.2.3.4", b"\x05\x00")])])
    case("extension", "unknown-critical", False, root, [leaf(root, extra=[ext("1.2.3.4", b"\x05\x00", True)])])
    case("extension", "unknown-critical-in-intermediate", False, root, below(root, extra=[ext("1.2.3.4", b"\x05\x00", True)])[1])
    case("extension", "twice", False, root, [leaf(root, extra=[ext("1.2.3.4", b"\x05\x00")] * 2)])
    case("extension", "aki-missing", False, root, [leaf(root, aki=False)])
    for twin, raw, expected in [("zero", b"\x02\x01\x00", False), ("negative", b"\x02\x01\xff", False), ("twenty", b"\x02\x14\x7f" + bytes(19), True), ("twenty-one", b"\x02\x15\x00\x80" + bytes(19), False), ("padded", b"\x02\x02\x00\x01", False), ("empty", b"\x02\x00", False)]:
        case("serial", twin, expected, root, [leaf(root, raw_serial=raw)])
    case("der", "trailing", False, root, [good + b"\x00"])
    case("der", "indefinite", False, root, [b"\x30\x80" + good[4:] + b"\x00\x00"])
    case("der", "long-length", False, root, [b"\x30\x83\x00" + good[2:]])
    case("der", "boolean", False, root, [leaf(root, change=lambda tbs: tbs.replace(b"\x01\x01\xff", b"\x01\x01\x01"))])
    case("der", "garbage", False, root, [b"not a certificate"])
    case("version", "1", False, root, [leaf(root, version=0)])
    case("san", "critical-with-subject", False, root, [leaf(root, san_critical=True)])
    case("san", "critical-without-subject", True, root, [leaf(root, subject=seq(), san_critical=True)])
    case("san", "not-critical-without-subject", False, root, [leaf(root, subject=seq())])

    # Keys and hashes.
    for kind, expected in [("rsa2048", True), ("rsa3072", True), ("rsa1024", False), ("rsa2050", False), ("P384", True), ("P521", True), ("P224", False)]:
        case("key", kind, expected, root, [leaf(root, key=key("leaf " + kind, kind))])
    case("hash", "sha1", False, root, [leaf(root, sha1=True)])
    case("hash", "sha1-of-the-anchor", True, (old := Ca("SHA-1 Root", sha1=True)), [leaf(old)])
    for kind in ["rsa2048", "P384", "P521"]:
        ca = Ca("CA " + kind, kind=kind)
        case("hash", "signed-with-" + kind, True, ca, [leaf(ca)])

    # Alternatives and key roll-over.
    expired = Ca("Cross", root, end=NOW - DAY)
    fresh = Ca("Cross", root)
    case("building", "expired-twin-first", True, root, [leaf(fresh), expired, fresh])
    stranger = Ca("Cross", Ca("Stranger"))
    case("building", "strangers-twin-first", True, root, [leaf(fresh), stranger, fresh])
    new_key = Ca("Cross", root, label_key="cross 2")
    case("building", "other-key-first", True, root, [leaf(fresh, aki=False, extra=[ext("2.5.29.35", seq(tlv(0x80, key_id(new_key.key))))]), new_key, fresh])
    case("building", "reversed", True, root, [leaf(cas[-1])] + cas[:0:-1])
    case("building", "root-sent-along", True, root, chain + [root])

    # CRLs.
    listed = leaf(root, serial=77)
    for twin, lists, expected in [
            ("not-listed", [crl(root, [78])], True), ("listed", [crl(root, [77])], False), ("empty", [crl(root)], True), ("expired", [crl(root, end=NOW - second)], False),
            ("not-yet", [crl(root, begin=NOW + second)], False), ("no-next-update", [crl(root, end=None)], False), ("no-number", [crl(root, number=None)], False),
            ("by-another-key", [crl(root, signer=key("stranger"))], False), ("of-another-ca", [crl(Ca("Elsewhere"))], False),
            ("unknown-critical", [crl(root, extra=[ext("1.2.3.4", b"\x05\x00", True)])], False), ("unknown-critical-in-entry", [crl(root, [78], entry=seq(ext("1.2.3.4", b"\x05\x00", True)))], False),
            ("delta", [crl(root, extra=[ext("2.5.29.27", integer(1), True)])], False), ("partial", [crl(root, extra=[ext("2.5.29.28", seq(tlv(0x81, b"\xff")), True)])], False),
            ("good-beside-garbage", [b"garbage", crl(root)], True), ("garbage", [b"garbage"], False), ("older-one-lists", [crl(root, [77], number=1), crl(root, number=2)], False)]:
        case("crl", twin, expected, root, [listed], crls=lists)
    ica = Ca("Revocable", root, serial=99)
    case("crl", "intermediate-listed", False, root, [leaf(ica), ica], crls=[crl(root, [99]), crl(ica)])
    case("crl", "intermediate-not-listed", True, root, [leaf(ica), ica], crls=[crl(root, [98]), crl(ica)])
    case("crl", "leaf-not-covered", False, root, [leaf(ica), ica], crls=[crl(root)])
    silent = Ca("No cRLSign", usage=(5,))
    case("crl", "issuer-may-not-sign", False, silent, [leaf(silent)], crls=[crl(silent)])

    # Fields that are absent, null or odd.
    case("fields", "unknown-beside", True, root, [good], nobody_knows={"x": [1, None]})
    for field in ["expected_peer_names", "crls", "signature_algorithms", "key_usage", "extended_key_usage", "untrusted_intermediates", "features", "conflicts_with", "validation_kind"]:
        case("fields", f"no-{field}", True, root, [good])
        del CASES[-1][field]
        case("fields", f"null-{field}", True, root, [good])
        CASES[-1][field] = None
    case("fields", "no-peer", False, root, [good], peer_certificate=None)
    case("fields", "no-trust", False, root, [good], trusted_certs=None)
    case("fields", "time-is-none", False, root, [good], validation_time="tomorrow")
    case("fields", "depth-negative", False, root, chain, depth=-1)
    case("fields", "depth-huge", True, root, chain, depth=2 ** 40)
    case("fields", "kind-unknown", False, root, [good], kind="PEER")
    case("fields", "bundle-in-one-text", True, root, [good], trusted_certs=["Some text.\n" + pem(Ca("Unrelated").der) + pem(root.der)])


# Other judges. Each says accept, refuse, or nothing where it cannot be asked.
def ask_openssl(c, folder):
    names = c["expected_peer_names"] + ([c["expected_peer_name"]] if c["expected_peer_name"] else [])
    if c["extended_key_usage"] or c["key_usage"] or c["signature_algorithms"] or not isinstance(c["validation_time"], str):
        return None
    command = ["openssl", "verify", "-x509_strict", "-no-CAfile", "-no-CApath", "-no-CAstore", "-partial_chain", "-purpose", "sslserver" if c["validation_kind"] == "SERVER" else "sslclient",
               "-attime", str(int(datetime.datetime.fromisoformat(c["validation_time"].replace("Z", "+00:00")).timestamp())), "-trusted", write(folder, "t", c["trusted_certs"])]
    command += ["-verify_depth", str(c["max_chain_depth"])] if c["max_chain_depth"] is not None else []
    command += ["-untrusted", write(folder, "u", c["untrusted_intermediates"])] if c["untrusted_intermediates"] else []
    command += ["-crl_check", "-CRLfile", write(folder, "c", c["crls"])] if c["crls"] else []
    for n in names:
        command += [{"DNS": "-verify_hostname", "IP": "-verify_ip", "RFC822": "-verify_email"}[n["kind"]], n["value"]]
    return subprocess.run(command + [write(folder, "p", [c["peer_certificate"]])], capture_output=True, timeout=20).returncode == 0


def ask_gnutls(c, folder):
    names = c["expected_peer_names"] + ([c["expected_peer_name"]] if c["expected_peer_name"] else [])
    if c["crls"] or c["extended_key_usage"] or c["key_usage"] or c["signature_algorithms"] or c["max_chain_depth"] is not None or len(names) > 1 or c["validation_time"] != NOW.isoformat():
        return None
    command = ["certtool", "--verify", "--verify-purpose", SERVER if c["validation_kind"] == "SERVER" else CLIENT,
               "--load-ca-certificate", write(folder, "t", c["trusted_certs"]), "--infile", write(folder, "p", [c["peer_certificate"]] + c["untrusted_intermediates"])]
    for n in names:
        command += ["--verify-email" if n["kind"] == "RFC822" else "--verify-hostname", n["value"]]
    return subprocess.run(command, capture_output=True, timeout=20).returncode == 0


def ask_pyca(c, folder):
    from cryptography import x509
    from cryptography.x509.verification import PolicyBuilder, Store
    import ipaddress
    if c["crls"] or c["expected_peer_names"] or c["extended_key_usage"] or c["key_usage"] or c["signature_algorithms"] or c["validation_kind"] != "SERVER" or not c["expected_peer_name"]:
        return None
    try:
        moment = datetime.datetime.fromisoformat(c["validation_time"].replace("Z", "+00:00"))
        load = lambda p: x509.load_pem_x509_certificate(p.encode())
        builder = PolicyBuilder().store(Store([load(p) for p in c["trusted_certs"]])).time(moment.astimezone(datetime.timezone.utc).replace(tzinfo=None, microsecond=0))
        builder = builder if c["max_chain_depth"] is None else builder.max_chain_depth(c["max_chain_depth"])
        kind, value = c["expected_peer_name"]["kind"], c["expected_peer_name"]["value"]
        subject = x509.DNSName(value) if kind == "DNS" else x509.IPAddress(ipaddress.ip_address(value))
        builder.build_server_verifier(subject).verify(load(c["peer_certificate"]), [load(p) for p in c["untrusted_intermediates"]])
        return True
    except Exception:
        return False


def write(folder, label, texts):
    path = os.path.join(folder, label + ".pem")
    with open(path, "w") as file:
        file.write("".join(texts))
    return path


def judge():
    judges = [("openssl verify", ask_openssl), ("GnuTLS certtool", ask_gnutls), ("pyca/cryptography", ask_pyca)]
    counts = {label: [0, 0, 0, 0] for label, _ in judges}
    with tempfile.TemporaryDirectory() as folder:
        for c in CASES:
            if c["id"].startswith("twins::fields"):
                continue
            for label, ask in judges:
                try:
                    verdict = ask(c, folder)
                except (subprocess.TimeoutExpired, KeyError, ValueError, OSError):
                    verdict = None
                expected = c["expected_result"] == "SUCCESS"
                counts[label][0 if verdict is None else 1 if verdict == expected else 2 if verdict else 3] += 1
                if verdict is not None and verdict != expected:
                    print(f"{label}: {c['id']} is {'accepted' if verdict else 'refused'}")
    for label, (unasked, right, accepts, rejects) in counts.items():
        print(f"{label}: asked {right + accepts + rejects}, as expected {right}, false accepts {accepts}, false rejects {rejects}, not asked {unasked}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build()
    with open(sys.argv[1], "w") as out:
        json.dump({"version": 1, "testcases": CASES}, out)
    print(f"{len(CASES)} cases")
    if "--judge" in sys.argv[2:]:
        judge()
