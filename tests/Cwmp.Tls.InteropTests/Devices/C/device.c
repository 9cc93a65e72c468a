/* One CWMP session with AcsServer, then exit code 0. Reads envelopes as many a small device does: strstr, fixed prefixes, fixed buffers, no XML declaration.
   usage: device name=value ..., with the names of device.py; habits are separated by blanks. */
#include "device.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int count;
static char **arguments;

const char *option(const char *name)
{
    size_t length = strlen(name);
    for (int i = 1; i < count; i++)
        if (!strncmp(arguments[i], name, length) && arguments[i][length] == '=')
            return arguments[i] + length + 1;
    return NULL;
}

int habit(const char *name)
{
    size_t length = strlen(name);
    for (const char *word = option("habits"); word && *word; word += strcspn(word, " "), word += strspn(word, " "))
        if (strcspn(word, " ") == length && !strncmp(word, name, length))
            return 1;
    return 0;
}

_Noreturn void fail(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fputc('\n', stderr);
    exit(1);
}

static char envelope[16384], answer[16384];

static const char *namespace(void)
{
    return habit("cwmp-1-2") ? "urn:dslforum-org:cwmp-1-2" : "urn:dslforum-org:cwmp-1-0";
}

static int send_envelope(const char *action, const char *id, const char *format, ...)
{
    static char body[8192], header[256];
    va_list list;
    va_start(list, format);
    vsnprintf(body, sizeof body, format, list);
    va_end(list);
    *header = 0;
    if (*id && !habit("no-ids"))
        snprintf(header, sizeof header, "<cwmp:ID soapenv:mustUnderstand=\"1\">%s</cwmp:ID>", id);
    int length = snprintf(envelope, sizeof envelope,
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:soap=\"http://schemas.xmlsoap.org/soap/encoding/\""
        " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:cwmp=\"%s\">\n"
        "<soapenv:Header>%s</soapenv:Header>\n<soapenv:Body>%s</soapenv:Body>\n</soapenv:Envelope>\n", namespace(), header, body);
    if (length >= (int)sizeof envelope)
        fail("an envelope of %d octets", length);
    return post(envelope, action, answer, sizeof answer);
}

/* What stands between the next start and end; the end is moved past. */
static int between(const char **at, const char *start, const char *end, char *text, size_t capacity)
{
    const char *from = strstr(*at, start);
    if (!from)
        return 0;
    from += strlen(start);
    const char *to = strstr(from, end);
    if (!to || (size_t)(to - from) >= capacity)
        fail("no %s after %s in %s", end, start, *at);
    memcpy(text, from, to - from);
    text[to - from] = 0;
    *at = to + strlen(end);
    return 1;
}

/* As unforgiving as the string comparisons of an old gateway. */
static void read_request(char *id, char *method, size_t capacity)
{
    char rest[256];
    const char *at = answer;
    if (!strncmp(answer, "<?xml", 5))
        fail("an XML declaration");
    if (strncmp(answer, "<SOAP-ENV:Envelope", 18) || !strstr(answer, namespace()))
        fail("not an envelope of ours: %s", answer);
    if (!between(&at, "<cwmp:ID", ">", rest, sizeof rest) || !between(&at, "", "</cwmp:ID>", id, capacity))
        fail("no ID: %s", answer);
    if (!between(&at, "<SOAP-ENV:Body><cwmp:", ">", method, capacity))
        fail("no method: %s", answer);
    method[strcspn(method, " /")] = 0;
}

static void print_values(void)
{
    char name[257], type[64], value[1024];
    const char *at = answer;
    while (between(&at, "<Name>", "</Name>", name, sizeof name) && between(&at, "xsi:type=\"", "\">", type, sizeof type) &&
           between(&at, "", "</Value>", value, sizeof value))
        printf("set %s %s %s\n", name, type, value);
}

static void expect_answer(int status, const char *name)
{
    if (status != 200 || !strstr(answer, name))
        fail("%s: %d %s", name, status, answer);
}

int main(int argc, char **argv)
{
    count = argc;
    arguments = argv;
    char id[128], method[128];
    const char *serial = option("serial");
    int transfer = habit("transfer-complete");

    expect_answer(send_envelope("cwmp:Inform", "1",
        "<cwmp:Inform>\n<DeviceId>\n<Manufacturer>M</Manufacturer>\n<OUI>00256D</OUI>\n<ProductClass>Box</ProductClass>\n<SerialNumber>%s</SerialNumber>\n"
        "</DeviceId>\n<Event soap:arrayType=\"cwmp:EventStruct[%d]\">\n<EventStruct><EventCode>%s</EventCode><CommandKey/></EventStruct>\n%s</Event>\n"
        "<MaxEnvelopes>1</MaxEnvelopes>\n<CurrentTime>1970-01-01T00:00:42</CurrentTime>\n<RetryCount>0</RetryCount>\n"
        "<ParameterList soap:arrayType=\"cwmp:ParameterValueStruct[1]\">\n<ParameterValueStruct>\n<Name>InternetGatewayDevice.DeviceInfo.SoftwareVersion</Name>\n"
        "<Value xsi:type=\"xsd:string\">1</Value>\n</ParameterValueStruct>\n</ParameterList>\n</cwmp:Inform>", serial, transfer ? 2 : 1,
        transfer ? "1 BOOT" : "2 PERIODIC", transfer ? "<EventStruct><EventCode>7 TRANSFER COMPLETE</EventCode><CommandKey/></EventStruct>\n" : ""),
        "<cwmp:InformResponse>");
    if (transfer)
        expect_answer(send_envelope("cwmp:TransferComplete", "2",
            "<cwmp:TransferComplete><CommandKey>k</CommandKey><FaultStruct><FaultCode>0</FaultCode><FaultString/></FaultStruct>"
            "<StartTime>0001-01-01T00:00:00Z</StartTime><CompleteTime>0001-01-01T00:00:00Z</CompleteTime></cwmp:TransferComplete>"),
            "<cwmp:TransferCompleteResponse");

    int status = post("", NULL, answer, sizeof answer);
    while (status == 200 && *answer)
    {
        read_request(id, method, sizeof id);
        puts(method);
        if (!strcmp(method, "GetParameterValues") && !habit("faults"))
            status = send_envelope(NULL, id,
                "<cwmp:GetParameterValuesResponse><ParameterList soap:arrayType=\"cwmp:ParameterValueStruct[1]\"><ParameterValueStruct>"
                "<Name>InternetGatewayDevice.DeviceInfo.SerialNumber</Name><Value xsi:type=\"xsd:string\">%s</Value></ParameterValueStruct></ParameterList>"
                "</cwmp:GetParameterValuesResponse>", serial);
        else if (!strcmp(method, "SetParameterValues") && !habit("faults"))
        {
            print_values();
            status = send_envelope(NULL, id, "<cwmp:SetParameterValuesResponse><Status>0</Status></cwmp:SetParameterValuesResponse>");
        }
        else
            status = send_envelope(NULL, id,
                "<soapenv:Fault><faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail><cwmp:Fault><FaultCode>9005</FaultCode>"
                "<FaultString>Invalid parameter name</FaultString></cwmp:Fault></detail></soapenv:Fault>");
    }
    if (status != 204)
        fail("the end: %d %s", status, answer);
    if (habit("surplus-empty") && post("", NULL, answer, sizeof answer) != 204)
        fail("the surplus empty POST");
    return 0;
}
