# What expat makes of envelopes: for each document on the standard input (its length as four bytes, little-endian, then its bytes) one line:
#   bad CODE          not well-formed
#   unbound           well-formed, but with a prefix that nothing binds
#   dtd               a document type declaration
#   other REASON      well-formed, but not one CWMP envelope
#   envelope NAME HEX the name of the body's element, and for a list of values their names and texts
import re, struct, sys
from xml.parsers import expat

SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
CWMP = re.compile(r'urn:dslforum-org:cwmp-[0-9]{1,3}-[0-9]{1,3}\Z')
SEPARATOR = '\x01'  # no URI can have it


class Judge:
    def __init__(self):
        self.stack, self.problem, self.dtd, self.parts, self.body = [], None, False, [], []
        self.lists, self.item, self.text, self.leaf = 0, None, [], False
        self.values = []

    def fail(self, reason):
        self.problem = self.problem or reason

    def start(self, name, attributes):
        uri, _, local = name.rpartition(SEPARATOR)
        depth = len(self.stack)
        self.stack.append(local)
        if depth == 0 and (uri, local) != (SOAP, 'Envelope'):
            self.fail('root')
        elif depth == 1:
            if 'Body' in self.parts:
                if uri in (SOAP, ''):
                    self.fail('after the body')
                local = '-'
            elif uri != SOAP or not (local == 'Body' or (local == 'Header' and not self.parts)):
                self.fail('neither header nor body')
            self.parts.append(local)
        elif depth == 2 and self.parts[-1] == 'Body':
            self.body.append(local)
            if local not in ('Fault', 'FaultStruct') and uri and not CWMP.match(uri):
                self.fail('namespace')
        elif depth == 3 and self.stack[2] == 'GetParameterValuesResponse' and local == 'ParameterList':
            self.lists += 1
        elif depth == 4 and self.lists == 1 and self.stack[3] == 'ParameterList':
            self.item = {}
        self.text, self.leaf = [], True

    def end(self, name):
        local = self.stack.pop()
        depth = len(self.stack)
        if self.item is not None and depth == 5 and local in ('Name', 'Value'):
            self.item[local] = ''.join(self.text) if self.leaf else '?'
        elif self.item is not None and depth == 4:
            self.values.append(self.item.get('Name', '') + '\x1f' + self.item.get('Value', ''))
            self.item = None
        self.text, self.leaf = [], False

    def data(self, text):
        self.text.append(text)

    def doctype(self, *_):
        self.dtd = True

    def verdict(self):
        if self.dtd:
            return 'dtd'
        if self.problem or 'Body' not in self.parts or len(self.body) != 1:
            return 'other ' + (self.problem or 'body')
        text = '\x1e'.join(self.values) if self.lists == 1 else ''
        return 'envelope ' + self.body[0] + ' ' + text.encode('utf-8', 'surrogatepass').hex()


def parse(data, separator):
    judge, parser = Judge(), expat.ParserCreate(namespace_separator=separator)
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = judge.start, judge.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = judge.data, judge.doctype
    parser.Parse(data, True)
    return judge


def verdict(data):
    try:
        return parse(data, SEPARATOR).verdict()
    except expat.ExpatError as e:
        if e.code != 27:
            return 'bad %d' % e.code
    except (ValueError, LookupError) as e:
        return 'bad encoding'
    try:
        return 'dtd' if parse(data, None).dtd else 'unbound'
    except expat.ExpatError as e:
        return 'bad %d' % e.code


source = sys.stdin.buffer
while True:
    head = source.read(4)
    if len(head) < 4:
        break
    print(verdict(source.read(struct.unpack('<I', head)[0])))
