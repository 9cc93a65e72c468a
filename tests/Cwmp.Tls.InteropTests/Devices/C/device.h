/* A device with habits, in C: the session is in device.c, the transport in device_openssl.c or device_curl.c, one of which is linked with it. */
#ifndef DEVICE_H
#define DEVICE_H

#include <stddef.h>

/* The value of an argument name=value; NULL where there is none. */
const char *option(const char *name);

/* Whether the argument habits=… has this word. */
int habit(const char *name);

/* Writes why, and ends the program with exit code 1. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Posts to the ACS, authentication included, and gives the status. An empty body is an empty POST. action: what SOAPAction says; NULL for an answer. */
int post(const char *body, const char *action, char *answer, size_t capacity);

#endif
