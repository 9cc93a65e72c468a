/* Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.
 *
 * What the same handshakes cost in C with OpenSSL: both sides in one thread over memory BIOs, mutual authentication, the host name checked.
 * Reads lines "MODE COUNT" and answers each with the processor time of one unit of work in microseconds.
 *
 *   baseline FOLDER     FOLDER holds ca.pem, acs.pem, acs.key, cpe.pem, cpe.key
 *
 * MODE is full12, full13, resumed12, resumed13 (one handshake and one octet of data from the server), oneway12, oneway13 (no client
 * certificate), bulk12, bulk13 (16 KB from client to server), echo12, echo13 (1 KB there, 4 KB back).
 */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static const char *const host = "acs.example.com";
static char folder[4096];
static SSL_SESSION *resumable;

static void fail(const char *what)
{
    fprintf(stderr, "baseline: %s\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static const char *file(const char *name)
{
    static char path[8192];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* The newest ticket is the one to resume with. */
static int keep_session(SSL *ssl, SSL_SESSION *session)
{
    (void)ssl;
    SSL_SESSION_free(resumable);
    resumable = session;
    return 1;
}

static SSL_CTX *make_context(int version, int mutual, int is_server)
{
    SSL_CTX *context = SSL_CTX_new(TLS_method());
    int shows = is_server || mutual;
    int verify = is_server ? (mutual ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_NONE) : SSL_VERIFY_PEER;

    if (context == NULL || SSL_CTX_set_min_proto_version(context, version) != 1 || SSL_CTX_set_max_proto_version(context, version) != 1 ||
        SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1 ||
        SSL_CTX_load_verify_file(context, file("ca.pem")) != 1)
        fail("context");
    SSL_CTX_set_mode(context, SSL_MODE_NO_AUTO_CHAIN | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    if (shows && (SSL_CTX_use_certificate_chain_file(context, file(is_server ? "acs.pem" : "cpe.pem")) != 1 ||
                  SSL_CTX_use_PrivateKey_file(context, file(is_server ? "acs.key" : "cpe.key"), SSL_FILETYPE_PEM) != 1))
        fail("certificate");
    SSL_CTX_set_verify(context, verify, NULL);
    if (is_server) {
        SSL_CTX_set_session_id_context(context, (const unsigned char *)"baseline", 8);
        SSL_CTX_set_num_tickets(context, 1);
        if (mutual)
            SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(file("ca.pem")));
    } else {
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(context, keep_session);
    }
    return context;
}

typedef struct {
    SSL *client;
    SSL *server;
} pair;

/* Whether the handshake is over for this side. */
static int advance(SSL *ssl)
{
    int result = SSL_do_handshake(ssl);
    if (result != 1 && SSL_get_error(ssl, result) != SSL_ERROR_WANT_READ)
        fail("handshake");
    return result == 1;
}

static pair connect_pair(SSL_CTX *client_context, SSL_CTX *server_context, int resume)
{
    pair p = {SSL_new(client_context), SSL_new(server_context)};
    BIO *to_server = BIO_new(BIO_s_mem()), *to_client = BIO_new(BIO_s_mem());

    BIO_up_ref(to_server);
    BIO_up_ref(to_client);
    SSL_set_bio(p.client, to_client, to_server);
    SSL_set_bio(p.server, to_server, to_client);
    SSL_set_connect_state(p.client);
    SSL_set_accept_state(p.server);
    SSL_set_tlsext_host_name(p.client, host);
    if (SSL_set1_host(p.client, host) != 1)
        fail("host");
    if (resume && resumable != NULL)
        SSL_set_session(p.client, resumable);
    for (int done = 0; done != 3;)
        done = advance(p.client) | advance(p.server) << 1;
    return p;
}

static void pass(SSL *from, SSL *to, size_t count)
{
    static unsigned char data[16384];
    size_t moved;

    if (SSL_write_ex(from, data, count, &moved) != 1)
        fail("write");
    for (size_t got = 0; got < count; got += moved)
        if (SSL_read_ex(to, data, sizeof data, &moved) != 1)
            fail("read");
}

static void close_pair(pair p)
{
    SSL_shutdown(p.client);
    SSL_shutdown(p.server);
    SSL_free(p.client);
    SSL_free(p.server);
}

static double processor_time(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static double run(const char *mode, int count)
{
    int version = strstr(mode, "12") != NULL ? TLS1_2_VERSION : TLS1_3_VERSION;
    int mutual = strncmp(mode, "oneway", 6) != 0, resume = strncmp(mode, "resumed", 7) == 0;
    int bulk = strncmp(mode, "bulk", 4) == 0, echo = strncmp(mode, "echo", 4) == 0;
    SSL_CTX *client = make_context(version, mutual, 0), *server = make_context(version, mutual, 1);
    pair open = connect_pair(client, server, 0);
    double start;

    pass(open.server, open.client, 1);
    start = processor_time();
    for (int i = 0; i < count; i++) {
        if (bulk) {
            pass(open.client, open.server, 16384);
        } else if (echo) {
            pass(open.client, open.server, 1024);
            pass(open.server, open.client, 4096);
        } else {
            pair p = connect_pair(client, server, resume);
            pass(p.server, p.client, 1);
            if (resume != SSL_session_reused(p.client))
                fail("resumption is not what was asked for");
            close_pair(p);
        }
    }
    start = processor_time() - start;
    close_pair(open);
    SSL_SESSION_free(resumable);
    resumable = NULL;
    SSL_CTX_free(client);
    SSL_CTX_free(server);
    return start / count;
}

int main(int argc, char **argv)
{
    char mode[32];
    int count;

    if (argc != 2) {
        fprintf(stderr, "usage: baseline FOLDER\n");
        return 2;
    }
    snprintf(folder, sizeof folder, "%s", argv[1]);
    while (scanf("%31s %d", mode, &count) == 2) {
        printf("%.3f\n", run(mode, count));
        fflush(stdout);
    }
    return 0;
}
