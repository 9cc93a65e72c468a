// A device in JavaScript over Node's own HTTP client: one CWMP session with AcsServer, then exit code 0.
// usage: node device.js JSON, with the members of device.py; habits: no-cookies, close, transfer-complete.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const https = require('https');

const o = JSON.parse(process.argv[2]);
const habits = new Set(o.habits || []);
const client = o.ca ? https : http;
const agent = new client.Agent({
  keepAlive: !habits.has('close'), maxSockets: 1,
  ...(o.ca ? { ca: fs.readFileSync(o.ca), checkServerIdentity: () => undefined } : {}),
  ...(o.cert ? { cert: fs.readFileSync(o.cert), key: fs.readFileSync(o.key) } : {}),
});
let cookie, challenge, count = 0, target = '/acs';

const envelope = (body, id) =>
  `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:cwmp="urn:dslforum-org:cwmp-1-0"><SOAP-ENV:Header><cwmp:ID SOAP-ENV:mustUnderstand="1">${id}</cwmp:ID></SOAP-ENV:Header><SOAP-ENV:Body>${body}</SOAP-ENV:Body></SOAP-ENV:Envelope>`;
const parameter = (name, text) => `<ParameterValueStruct><Name>${name}</Name><Value xsi:type="xsd:string">${text}</Value></ParameterValueStruct>`;
const md5 = text => crypto.createHash('md5').update(text).digest('hex');

const holds = answer => /HoldRequests[^>]*>\s*(1|true)\s*</.test(answer.text);

function authorization() {
  if (o.auth === 'basic') return 'Basic ' + Buffer.from(`${o.user}:${o.password}`).toString('base64');
  if (!challenge) return undefined;
  const nc = (++count).toString(16).padStart(8, '0'), cnonce = crypto.randomBytes(8).toString('hex');
  const response = md5([md5(`${o.user}:${challenge.realm}:${o.password}`), challenge.nonce, nc, cnonce, 'auth', md5('POST:' + target)].join(':'));
  return `Digest username="${o.user}",realm="${challenge.realm}",nonce="${challenge.nonce}",uri="${target}",qop=auth,nc=${nc},cnonce="${cnonce}",response="${response}",opaque="${challenge.opaque}"`;
}

function send(body) {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Length': Buffer.byteLength(body) };
    if (body) Object.assign(headers, { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '' });
    if (cookie && !habits.has('no-cookies')) headers.Cookie = cookie;
    const credentials = authorization();
    if (credentials) headers.Authorization = credentials;
    const request = client.request({ host: '127.0.0.1', port: o.port, path: target, method: 'POST', agent, headers, timeout: 60000 }, response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', part => { text += part; });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
    request.end(body);
  });
}

async function post(body) {
  let answer = await send(body);
  if (answer.status === 401 && o.auth === 'digest') {
    challenge = Object.fromEntries([...answer.headers['www-authenticate'].matchAll(/(\w+)="?([^",]+)"?/g)].map(m => [m[1], m[2]]));
    count = 0;
    answer = await send(body);
  }
  if (answer.headers['set-cookie']) cookie = answer.headers['set-cookie'].map(c => c.split(';')[0]).join('; ');
  if (answer.status === 302 || answer.status === 307) {
    const location = new URL(answer.headers.location);
    if (location.protocol !== (o.ca ? 'https:' : 'http:')) throw new Error(location);
    o.port = location.port;
    target = location.pathname;
    return post(body);
  }
  return answer;
}

async function session() {
  let answer = await post(envelope(
    `<cwmp:Inform><DeviceId><Manufacturer>M</Manufacturer><OUI>00256D</OUI><ProductClass>Box</ProductClass><SerialNumber>${o.serial}</SerialNumber></DeviceId><Event SOAP-ENC:arrayType="cwmp:EventStruct[1]"><EventStruct><EventCode>2 PERIODIC</EventCode><CommandKey></CommandKey></EventStruct></Event><MaxEnvelopes>1</MaxEnvelopes><CurrentTime>${new Date().toISOString()}</CurrentTime><RetryCount>0</RetryCount><ParameterList SOAP-ENC:arrayType="cwmp:ParameterValueStruct[1]">${parameter('InternetGatewayDevice.DeviceInfo.SoftwareVersion', '1')}</ParameterList></cwmp:Inform>`, 1));
  if (answer.status !== 200 || !answer.text.includes('InformResponse')) throw new Error(`Inform: ${answer.status} ${answer.text}`);
  let pending = habits.has('transfer-complete'), holding = holds(answer);
  const transferComplete = async () => {
    console.log('TransferComplete');
    const done = await post(envelope('<cwmp:TransferComplete><CommandKey>k</CommandKey><FaultStruct><FaultCode>0</FaultCode><FaultString/></FaultStruct><StartTime>0001-01-01T00:00:00Z</StartTime><CompleteTime>0001-01-01T00:00:00Z</CompleteTime></cwmp:TransferComplete>', 2));
    if (!done.text.includes('TransferCompleteResponse')) throw new Error(`TransferComplete: ${done.status} ${done.text}`);
    pending = false;
  };
  if (pending && !holding) await transferComplete();
  for (answer = await post(''); answer.status === 200 && answer.text; ) {
    holding = holds(answer);
    const method = /Body>\s*<(?:[\w-]+:)?(\w+)/.exec(answer.text)[1], id = /ID[^>]*>([^<]*)</.exec(answer.text)[1];
    console.log(method);
    answer = await post(envelope(
      method === 'GetParameterValues'
        ? `<cwmp:GetParameterValuesResponse><ParameterList SOAP-ENC:arrayType="cwmp:ParameterValueStruct[1]">${parameter('InternetGatewayDevice.DeviceInfo.SerialNumber', o.serial)}</ParameterList></cwmp:GetParameterValuesResponse>`
        : method === 'SetParameterValues'
          ? '<cwmp:SetParameterValuesResponse><Status>0</Status></cwmp:SetParameterValuesResponse>'
          : '<SOAP-ENV:Fault><faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail><cwmp:Fault><FaultCode>9000</FaultCode><FaultString>no</FaultString></cwmp:Fault></detail></SOAP-ENV:Fault>', id));
    if (answer.status === 204 && pending && !holding) {
      await transferComplete();
      answer = await post('');
    }
  }
  if (answer.status !== 204 || pending) throw new Error(`the end: ${answer.status} ${answer.text}`);
  agent.destroy();
}

session().catch(error => { console.error(error.stack); process.exitCode = 1; });
