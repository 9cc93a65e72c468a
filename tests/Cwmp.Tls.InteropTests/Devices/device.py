"""A device with habits, in Python over bare sockets: one CWMP session with AcsServer, then exit code 0.

usage: python3 device.py JSON, with the members
  port, serial          where to go, and who it is (OUI 00256D, product class Box)
  ca, cert, key         PEM files; without ca there is no TLS
  user, password, auth  auth: basic (sent unasked), challenge-basic, digest
  wake                  where it takes connection requests
  habits                a list of the words below
It prints the methods it was called with, and the parameters that were set.
"""
import base64, gzip, hashlib, json, os, re, socket, ssl, sys, zlib

o = json.loads(sys.argv[1])
habits = set(o.get('habits', []))
NS = 'urn:dslforum-org:cwmp-1-2' if 'cwmp-1-2' in habits else 'urn:dslforum-org:cwmp-1-0'


def envelope(body, ident):
    header = f'<cwmp:ID s:mustUnderstand="1">{ident}</cwmp:ID>' if ident and 'no-ids' not in habits else ''
    return ('<?xml version="1.0" encoding="UTF-8"?>'
            '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:e="http://schemas.xmlsoap.org/soap/encoding/" '
            'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            f'xmlns:cwmp="{NS}"><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>').encode()


def value(name, text):
    return f'<ParameterValueStruct><Name>{name}</Name><Value xsi:type="xsd:string">{text}</Value></ParameterValueStruct>'


def holds(text):
    return re.search(r'HoldRequests[^>]*>\s*(1|true)\s*<', text) is not None


def inform():
    events = ['1 BOOT', '7 TRANSFER COMPLETE', 'M Download'] if 'transfer-complete' in habits else ['2 PERIODIC']
    structs = ''.join(f'<EventStruct><EventCode>{e}</EventCode><CommandKey>k</CommandKey></EventStruct>' for e in events)
    return ('<cwmp:Inform><DeviceId><Manufacturer>M</Manufacturer><OUI>00256D</OUI><ProductClass>Box</ProductClass>'
            f'<SerialNumber>{o["serial"]}</SerialNumber></DeviceId><Event e:arrayType="cwmp:EventStruct[{len(events)}]">{structs}</Event>'
            '<MaxEnvelopes>1</MaxEnvelopes><CurrentTime>2026-03-01T12:00:00+00:00</CurrentTime><RetryCount>0</RetryCount>'
            '<ParameterList e:arrayType="cwmp:ParameterValueStruct[2]">' + value('InternetGatewayDevice.DeviceInfo.SoftwareVersion', '1')
            + value('InternetGatewayDevice.ManagementServer.ConnectionRequestURL', o.get('wake', 'http://127.0.0.1:9/')) + '</ParameterList></cwmp:Inform>')


class Device:
    def __init__(self):
        self.sock, self.buffer, self.cookie, self.challenge, self.count = None, b'', None, None, 0
        self.target = '/acs'
        if 'stale-cookie' in habits:
            self.cookie = 'session=' + 'A' * 32

    def connect(self):
        self.drop()
        self.sock = socket.create_connection(('127.0.0.1', o['port']), timeout=60)
        if 'ca' in o:
            context = ssl.create_default_context(cafile=o['ca'])
            context.check_hostname = False
            if 'cert' in o:
                context.load_cert_chain(o['cert'], o['key'])
            if 'tls12' in habits or 'static-rsa' in habits:
                context.maximum_version = ssl.TLSVersion.TLSv1_2
            if 'static-rsa' in habits:
                context.set_ciphers('AES128-SHA')
            self.sock = context.wrap_socket(self.sock, server_hostname='127.0.0.1')

    def drop(self):
        if self.sock:
            self.sock.close()
        self.sock, self.buffer = None, b''

    def authorization(self, target):
        if o.get('auth') == 'basic':
            return 'Basic ' + base64.b64encode(f'{o["user"]}:{o["password"]}'.encode()).decode()
        if not self.challenge:
            return None
        md5 = lambda text: hashlib.md5(text.encode()).hexdigest()
        self.count += 1
        count, client_nonce, c = '%08x' % self.count, os.urandom(8).hex(), self.challenge
        secret, request = md5(f'{o["user"]}:{c["realm"]}:{o["password"]}'), md5(f'POST:{target}')
        fields = f'username="{o["user"]}", realm="{c["realm"]}", nonce="{c["nonce"]}", uri="{target}"'
        if 'digest-without-qop' in habits:
            return 'Digest %s, response="%s"' % (fields, md5(':'.join([secret, c['nonce'], request])))
        response = md5(':'.join([secret, c['nonce'], count, client_nonce, 'auth', request]))
        return f'Digest {fields}, response="{response}", algorithm=MD5, qop="auth", nc={count}, cnonce="{client_nonce}", opaque="{c["opaque"]}"'

    def request(self, body, kind):
        target = f'http{"s" if "ca" in o else ""}://127.0.0.1:{o["port"]}{self.target}' if 'absolute-target' in habits else self.target
        fields = [] if 'http10-without-host' in habits else [('Host', f'127.0.0.1:{o["port"]}')]
        if self.cookie and 'no-cookies' not in habits:
            name, text = self.cookie.split('=', 1)
            fields.append(('Cookie', f'$Version="1"; {name}="{text}"; $Path="/"' if 'version-cookies' in habits else self.cookie))
        authorization = self.authorization(target)
        if authorization:
            fields.append(('Authorization', authorization))
        if body and 'no-content-type' not in habits:
            fields.append(('Content-Type', 'application/soap+xml; action="x"' if 'soap12-content-type' in habits else 'text/xml; charset="utf-8"'))
        if body:
            fields.append(('SOAPAction', '' if kind == 'answer' else f'"cwmp:{kind}"'))
        elif 'content-type-on-empty' in habits:
            fields += [('Content-Type', 'text/xml'), ('SOAPAction', '""')]
        for coding, pack in (('gzip', gzip.compress), ('deflate', zlib.compress)):
            if body and coding in habits:
                fields.append(('Content-Encoding', coding))
                body = pack(body)
        if 'close' in habits:
            fields.append(('Connection', 'close'))
        if 'big-headers' in habits:
            fields += [(f'X-Padding-{i}', 'p' * 400) for i in range(40)]
        if body and 'expect' in habits:
            fields.append(('Expect', '100-continue'))
        if body and 'chunked' in habits:
            fields.append(('Transfer-Encoding', 'chunked'))
            body = b''.join(b'%x\r\n%s\r\n' % (len(body[i:i + 100]), body[i:i + 100]) for i in range(0, len(body), 100)) + b'0\r\n\r\n'
        else:
            fields.append(('Content-Length', str(len(body))))
        if 'lower-case' in habits:
            fields = [(name.lower(), text) for name, text in fields]
        version = '1.0' if habits & {'http10', 'http10-without-host'} else '1.1'
        head = f'POST {target} HTTP/{version}\r\n' + ''.join(f'{name}: {text}\r\n' for name, text in fields) + '\r\n'
        return head.encode(), body

    def receive(self):
        while b'\r\n\r\n' not in self.buffer:
            data = self.sock.recv(65536)
            if not data:
                raise EOFError(f'closed after {self.buffer!r}')
            self.buffer += data
        head, self.buffer = self.buffer.split(b'\r\n\r\n', 1)
        lines = head.decode('latin-1').split('\r\n')
        status, fields = int(lines[0].split()[1]), [tuple(line.split(': ', 1)) for line in lines[1:]]
        names = {name.lower(): text for name, text in fields}
        assert 'transfer-encoding' not in names, 'a chunked answer'
        assert status in (100, 204) or 'content-length' in names, f'{status} without Content-Length'
        length = int(names.get('content-length', 0))
        while len(self.buffer) < length:
            self.buffer += self.sock.recv(65536)
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return status, fields, names, body.decode()

    def post(self, body=b'', kind='answer', asked=False):
        if not self.sock:
            self.connect()
        head, content = self.request(body, kind)
        if body and 'expect' in habits:
            self.sock.sendall(head)
            answer = self.receive()
            if answer[0] == 100:
                self.sock.sendall(content)
                answer = self.receive()
        else:
            data = head + content
            step = 97 if 'fragments' in habits else len(data)
            for i in range(0, len(data), step):
                self.sock.sendall(data[i:i + step])
            answer = self.receive()
        status, fields, names, text = answer
        for name, field in fields:
            if name.lower() == 'set-cookie':
                assert 'expires' not in field.lower() and 'max-age' not in field.lower(), field
                self.cookie = field.split(';')[0]
        closing = 'close' in habits or names.get('connection') == 'close' or habits & {'http10', 'http10-without-host'}
        if closing or 'silent-reconnect' in habits or (status == 401 and 'new-connection-after-401' in habits):
            self.drop()
        if status == 401 and not asked and 'auth' in o:
            for name, field in fields:
                if name.lower() == 'www-authenticate' and field.startswith('Digest') and o['auth'] == 'digest':
                    self.challenge, self.count = {k: v.strip('"') for k, v in re.findall(r'(\w+)=("[^"]*"|[^,\s]+)', field)}, 0
                elif name.lower() == 'www-authenticate' and field.startswith('Basic') and o['auth'] == 'challenge-basic':
                    o['auth'] = 'basic'
            return self.post(body, kind, asked=True)
        if status in (302, 307):
            scheme, port, path = re.fullmatch(r'(https?)://127\.0\.0\.1:(\d+)(/.*)', names['location']).groups()
            assert scheme == ('https' if 'ca' in o else 'http'), names['location']
            if o['port'] != int(port):
                self.drop()
            o['port'], self.target = int(port), path
            return self.post(body, kind, asked)
        if text:
            assert not text.startswith('<?xml'), 'an XML declaration'
            assert f'"{NS}"' in text, 'another namespace'
        return status, text

    def transfer_complete(self):
        print('TransferComplete')
        status, text = self.post(envelope('<cwmp:TransferComplete><CommandKey>k</CommandKey><FaultStruct><FaultCode>0</FaultCode><FaultString></FaultString></FaultStruct>'
                                          '<StartTime>2026-03-01T12:00:00</StartTime><CompleteTime>2026-03-01T12:00:00Z</CompleteTime></cwmp:TransferComplete>', '2'), 'TransferComplete')
        assert status == 200 and 'TransferCompleteResponse' in text, (status, text)

    def session(self):
        status, text = self.post(envelope(inform(), '1'), 'Inform')
        assert status == 200 and 'InformResponse' in text, (status, text)
        pending = 'transfer-complete' in habits
        if pending and not holds(text):
            self.transfer_complete()
            pending = False
        status, text = self.post()
        while status == 200 and text:
            method = re.search(r'Body>\s*<(?:[\w-]+:)?(\w+)', text).group(1)
            ident = re.search(r'ID[^>]*>([^<]*)<', text).group(1)
            holding = holds(text)
            print(method)
            if method == 'GetParameterValues' and 'faults' not in habits:
                answer = (f'<cwmp:GetParameterValuesResponse><ParameterList e:arrayType="cwmp:ParameterValueStruct[1]">'
                          f'{value("InternetGatewayDevice.DeviceInfo.SerialNumber", o["serial"])}</ParameterList></cwmp:GetParameterValuesResponse>')
            elif method == 'SetParameterValues' and 'faults' not in habits:
                for name, kind, text in re.findall(r'<Name>([^<]*)</Name>\s*<Value[^>]*type="([^"]*)"[^>]*>([^<]*)<', text):
                    print(f'set {name} {kind} {text}')
                answer = '<cwmp:SetParameterValuesResponse><Status>0</Status></cwmp:SetParameterValuesResponse>'
            elif method in ('Reboot', 'FactoryReset'):
                answer = f'<cwmp:{method}Response></cwmp:{method}Response>'
            elif method == 'AddObject':
                answer = '<cwmp:AddObjectResponse><InstanceNumber>7</InstanceNumber><Status>0</Status></cwmp:AddObjectResponse>'
            elif method == 'Download':
                answer = ('<cwmp:DownloadResponse><Status>1</Status><StartTime>0001-01-01T00:00:00Z</StartTime>'
                          '<CompleteTime>0001-01-01T00:00:00Z</CompleteTime></cwmp:DownloadResponse>')
            else:
                answer = ('<s:Fault><faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail><cwmp:Fault>'
                          '<FaultCode>9005</FaultCode><FaultString>no</FaultString></cwmp:Fault></detail></s:Fault>')
            status, text = self.post(envelope(answer, ident))
            if status == 204 and pending and not holding:
                self.transfer_complete()
                pending = False
                status, text = self.post()
        assert status == 204 and not pending, (status, text)
        if 'surplus-empty' in habits:
            assert self.post()[0] == 204


device = Device()
device.session()
device.drop()
