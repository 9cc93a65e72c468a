/* HTTP by hand over libssl, as gateways of the first years have it: no cookies, small fixed buffers, header names compared letter by letter, Content-Length or
   nothing, the header and the body of a POST in writes of their own. */
#define _GNU_SOURCE
#include "device.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static SSL_CTX *context;
static SSL *ssl;
static int connection = -1;
static char realm[128], nonce[256], opaque[128];
static int has_challenge, is_basic, nonce_count;

static int is_old_http(void)
{
    return habit("http10") || habit("http10-without-host");
}

static void drop(void)
{
    if (ssl)
    {
        SSL_shutdown(ssl);
        SSL_free(ssl);
        ssl = NULL;
    }
    if (connection >= 0)
        close(connection);
    connection = -1;
}

static void start_tls(void)
{
    if (!context)
    {
        context = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
        if (SSL_CTX_load_verify_locations(context, option("ca"), NULL) != 1)
            fail("the CA file");
        if (option("cert") && (SSL_CTX_use_certificate_chain_file(context, option("cert")) != 1 ||
                               SSL_CTX_use_PrivateKey_file(context, option("key"), SSL_FILETYPE_PEM) != 1))
            fail("the certificate");
        if (habit("tls12") || habit("static-rsa"))
            SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
        if (habit("static-rsa") && SSL_CTX_set_cipher_list(context, "AES128-SHA") != 1)
            fail("TLS_RSA_WITH_AES_128_CBC_SHA");
    }
    ssl = SSL_new(context);
    SSL_set_fd(ssl, connection);
    if (SSL_connect(ssl) != 1)
        fail("the handshake");
    if (habit("static-rsa") && strcmp(SSL_get_cipher_name(ssl), "AES128-SHA"))
        fail("the suite %s", SSL_get_cipher_name(ssl));
}

static void dial(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(atoi(option("port"))), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval patience = { .tv_sec = 60 };
    connection = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(connection, (struct sockaddr *)&address, sizeof address))
        fail("no connection");
    if (option("ca"))
        start_tls();
}

static void send_all(const char *data, size_t length)
{
    size_t step = habit("fragments") ? 97 : length;
    for (size_t sent = 0; sent < length;)
    {
        size_t part = length - sent < step ? length - sent : step;
        int n = ssl ? SSL_write(ssl, data + sent, part) : (int)write(connection, data + sent, part);
        if (n <= 0)
            fail("the connection broke while sending");
        sent += n;
    }
}

static void receive(char *data, size_t length)
{
    for (size_t got = 0; got < length;)
    {
        int n = ssl ? SSL_read(ssl, data + got, length - got) : (int)read(connection, data + got, length - got);
        if (n <= 0)
            fail("closed after %.*s", (int)got, data);
        got += n;
    }
}

/* The status; head keeps the lines of the header. */
static int receive_head(char *head, size_t capacity)
{
    size_t length = 0;
    do
    {
        if (length == capacity - 1)
            fail("a header over %zu octets", capacity);
        receive(head + length++, 1);
        head[length] = 0;
    } while (length < 4 || strcmp(head + length - 4, "\r\n\r\n"));
    if (strcasestr(head, "\r\nTransfer-Encoding:"))
        fail("a chunked answer");
    return atoi(head + 9);
}

static void md5(char *hex, const char *text)
{
    unsigned char digest[16];
    EVP_Digest(text, strlen(text), digest, NULL, EVP_md5(), NULL);
    for (int i = 0; i < 16; i++)
        sprintf(hex + 2 * i, "%02x", digest[i]);
}

static void field(const char *challenge, const char *name, char *value, size_t capacity)
{
    const char *at = strstr(challenge, name);
    if (!at)
        fail("no %s in %s", name, challenge);
    at += strlen(name);
    snprintf(value, capacity, "%.*s", (int)strcspn(at, "\""), at);
}

static void authorize(char *line, size_t capacity, const char *target)
{
    char text[1024], secret[33], request[33], response[33];
    const char *user = option("user"), *password = option("password");
    *line = 0;
    if (is_basic)
    {
        unsigned char code[512];
        int length = snprintf(text, sizeof text, "%s:%s", user, password);
        EVP_EncodeBlock(code, (unsigned char *)text, length);
        snprintf(line, capacity, "Authorization: Basic %s\r\n", code);
        return;
    }
    if (!has_challenge)
        return;
    snprintf(text, sizeof text, "%s:%s:%s", user, realm, password);
    md5(secret, text);
    snprintf(text, sizeof text, "POST:%s", target);
    md5(request, text);
    int length = snprintf(line, capacity, "Authorization: Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\"", user, realm, nonce, target);
    if (habit("digest-without-qop"))
    {
        snprintf(text, sizeof text, "%s:%s:%s", secret, nonce, request);
        md5(response, text);
        snprintf(line + length, capacity - length, ", response=\"%s\"\r\n", response);
        return;
    }
    nonce_count++;
    snprintf(text, sizeof text, "%s:%s:%08x:0badcafe:auth:%s", secret, nonce, nonce_count, request);
    md5(response, text);
    snprintf(line + length, capacity - length, ", response=\"%s\", algorithm=MD5, qop=auth, nc=%08x, cnonce=\"0badcafe\", opaque=\"%s\"\r\n", response, nonce_count, opaque);
}

static void take_challenge(const char *head)
{
    const char *auth = option("auth");
    if (!strcmp(auth, "challenge-basic"))
    {
        if (!strstr(head, "WWW-Authenticate: Basic "))
            fail("Basic is not offered: %s", head);
        is_basic = 1;
        return;
    }

    /* It knows MD5 alone and takes the first line that says so. */
    for (const char *at = strstr(head, "WWW-Authenticate: Digest "); at; at = strstr(at + 1, "WWW-Authenticate: Digest "))
    {
        char line[1024];
        snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\r"), at);
        if (strstr(line, "SHA-"))
            continue;
        field(line, "realm=\"", realm, sizeof realm);
        field(line, "nonce=\"", nonce, sizeof nonce);
        field(line, "opaque=\"", opaque, sizeof opaque);
        has_challenge = 1;
        nonce_count = 0;
        return;
    }
    fail("no Digest with MD5: %s", head);
}

/* The names of header fields in the letters this device prefers. */
static void recase(char *head)
{
    int (*convert)(int) = habit("lower-case") ? tolower : habit("upper-case") ? toupper : NULL;
    for (char *line = strstr(head, "\r\n") + 2; convert && *line != '\r'; line = strstr(line, "\r\n") + 2)
        for (char *c = line; *c != ':'; c++)
            *c = convert(*c);
}

static int exchange(const char *body, const char *action, char *answer, size_t capacity, char *head, size_t head_capacity)
{
    static char request[20000], target[128], authorization[1024];
    size_t length = strlen(body);
    int is_chunked = length > 0 && habit("chunked"), is_expecting = length > 0 && habit("expect"), n = 0;
    *target = 0;
    if (habit("absolute-target"))
        snprintf(target, sizeof target, "http%s://127.0.0.1:%s", option("ca") ? "s" : "", option("port"));
    strcat(target, "/acs");
    authorize(authorization, sizeof authorization, target);
#define ADD(...) n += snprintf(request + n, sizeof request - n, __VA_ARGS__)
    ADD("POST %s HTTP/1.%d\r\n", target, !is_old_http());
    if (!habit("http10-without-host"))
        ADD("Host: 127.0.0.1:%s\r\n", option("port"));
    ADD("User-Agent: gateway\r\n%s", authorization);
    if (habit("stale-cookie"))
        ADD("Cookie: session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n");
    if (length > 0 && !habit("no-content-type"))
        ADD("Content-Type:%s\r\n", habit("soap12-content-type") ? "application/soap+xml; action=\"x\"" : "text/xml;charset=utf-8");
    if (length > 0)
        ADD("SOAPAction:%s\r\n", action ? action : "");
    else if (habit("content-type-on-empty"))
        ADD("Content-Type: text/xml\r\nSOAPAction: \"\"\r\n");
    if (habit("close"))
        ADD("Connection: close\r\n");
    for (int i = 0; habit("big-headers") && i < 40; i++)
        ADD("X-Padding-%d: %0400d\r\n", i, 0);
    if (is_expecting)
        ADD("Expect: 100-continue\r\n");
    if (is_chunked)
        ADD("Transfer-Encoding: chunked\r\n\r\n");
    else
        ADD("Content-Length: %zu\r\n\r\n", length);
#undef ADD
    recase(request);

    if (connection < 0)
        dial();
    send_all(request, n);
    int status = is_expecting ? receive_head(head, head_capacity) : 100;
    if (status == 100)
    {
        for (size_t sent = 0; is_chunked && sent < length; sent += 100)
        {
            size_t part = length - sent < 100 ? length - sent : 100;
            char size[16];
            send_all(size, snprintf(size, sizeof size, "%zx\r\n", part));
            send_all(body + sent, part);
            send_all("\r\n", 2);
        }
        if (is_chunked)
            send_all("0\r\n\r\n", 5);
        else if (length > 0)
            send_all(body, length);
        status = receive_head(head, head_capacity);
    }

    const char *size = strstr(head, "\r\nContent-Length: ");
    if (!size && status != 204)
        fail("%d without Content-Length", status);
    size_t expected = size ? strtoul(size + 18, NULL, 10) : 0;
    if (expected >= capacity)
        fail("an answer of %zu octets", expected);
    receive(answer, expected);
    answer[expected] = 0;
    if (habit("close") || habit("silent-reconnect") || is_old_http() || strstr(head, "\r\nConnection: close\r\n") ||
        (status == 401 && habit("new-connection-after-401")))
        drop();
    return status;
}

int post(const char *body, const char *action, char *answer, size_t capacity)
{
    static char head[1536];
    signal(SIGPIPE, SIG_IGN);
    is_basic |= option("auth") && !strcmp(option("auth"), "basic");
    int status = exchange(body, action, answer, capacity, head, sizeof head);
    if (status != 401 || !option("auth"))
        return status;
    take_challenge(head);
    return exchange(body, action, answer, capacity, head, sizeof head);
}
