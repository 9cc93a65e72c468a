/* HTTP by libcurl with its cookie engine, its own headers on empty POSTs and its own Digest, which asks for the challenge with an empty POST. */
#include "device.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static CURL *curl;
static char *target_buffer;
static size_t target_length, target_capacity;

static size_t take(char *data, size_t size, size_t n, void *unused)
{
    (void)unused;
    if (target_length + size * n >= target_capacity)
        return 0;
    memcpy(target_buffer + target_length, data, size * n);
    target_length += size * n;
    target_buffer[target_length] = 0;
    return size * n;
}

static void set_up(void)
{
    static char url[128];
    const char *auth = option("auth");
    curl_global_init(CURL_GLOBAL_DEFAULT);
    curl = curl_easy_init();
    snprintf(url, sizeof url, "http%s://127.0.0.1:%s/acs", option("ca") ? "s" : "", option("port"));
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, habit("http10") ? (long)CURL_HTTP_VERSION_1_0 : (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 5L);
    curl_easy_setopt(curl, CURLOPT_POSTREDIR, (long)CURL_REDIR_POST_ALL);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    if (!habit("no-cookies"))
        curl_easy_setopt(curl, CURLOPT_COOKIEFILE, "");
    if (habit("close"))
        curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    if (option("ca"))
    {
        curl_easy_setopt(curl, CURLOPT_CAINFO, option("ca"));
        if (habit("tls12") || habit("static-rsa"))
            curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)(CURL_SSLVERSION_TLSv1_2 | CURL_SSLVERSION_MAX_TLSv1_2));
        if (habit("static-rsa"))
            curl_easy_setopt(curl, CURLOPT_SSL_CIPHER_LIST, "AES128-SHA");
    }
    if (option("cert"))
    {
        curl_easy_setopt(curl, CURLOPT_SSLCERT, option("cert"));
        curl_easy_setopt(curl, CURLOPT_SSLKEY, option("key"));
    }
    if (auth)
    {
        curl_easy_setopt(curl, CURLOPT_USERNAME, option("user"));
        curl_easy_setopt(curl, CURLOPT_PASSWORD, option("password"));
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH,
            (long)(!strcmp(auth, "basic") ? CURLAUTH_BASIC : !strcmp(auth, "digest") ? CURLAUTH_DIGEST : CURLAUTH_BASIC | CURLAUTH_DIGEST));
    }
}

int post(const char *body, const char *action, char *answer, size_t capacity)
{
    char line[128];
    struct curl_slist *headers = NULL;
    long status = 0;
    if (!curl)
        set_up();
    target_buffer = answer;
    target_capacity = capacity;
    target_length = 0;
    *answer = 0;

    if (*body)
    {
        snprintf(line, sizeof line, action ? "SOAPAction: %s" : "SOAPAction;", action);
        headers = curl_slist_append(headers, line);
        headers = curl_slist_append(headers, "Content-Type: text/xml; charset=\"utf-8\"");
        headers = curl_slist_append(headers, habit("expect") ? "Expect: 100-continue" : "Expect:");
        if (habit("chunked"))
            headers = curl_slist_append(headers, "Transfer-Encoding: chunked");
    }
    else if (!habit("content-type-on-empty"))
        headers = curl_slist_append(headers, "Content-Type:"); /* otherwise application/x-www-form-urlencoded */
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(body));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    CURLcode result = curl_easy_perform(curl);
    if (result != CURLE_OK)
        fail("%s", curl_easy_strerror(result));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);

    /* A redirect is for the rest of the session. */
    char *url = NULL;
    static char last[256];
    curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, &url);
    snprintf(last, sizeof last, "%s", url);
    curl_easy_setopt(curl, CURLOPT_URL, last);
    return (int)status;
}
