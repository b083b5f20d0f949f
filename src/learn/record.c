#include "learn/record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool record_refuse(const struct record *record, const char *name,
                   struct error *err)
{
    return error_set(err,
                     "'%s' is no checkpoint of this program: its '%s' is "
                     "missing or wrong",
                     record->path, name);
}

void record_add_count(struct safetensors_writer *writer, const char *name,
                      size_t count)
{
    char text[32];

    snprintf(text, sizeof(text), "%zu", count);
    safetensors_add_text(writer, name, text);
}

bool record_count(const struct record *record, const char *name, size_t least,
                  size_t most, size_t *out, struct error *err)
{
    const char *text = safetensors_text(record->file, name);
    size_t length = text ? strlen(text) : 0;

    /* Eighteen digits never overflow. */
    if (length < 1 || length > 18 || text[strspn(text, "0123456789")])
        return record_refuse(record, name, err);
    *out = strtoull(text, NULL, 10);
    if (*out < least || *out > most)
        return record_refuse(record, name, err);
    return true;
}

bool record_array(const struct record *record, const char *name,
                  const size_t *shape, size_t rank, float **out,
                  struct error *err)
{
    const float *values =
        safetensors_tensor(record->file, name, shape, rank, err);
    size_t count = 1;

    if (!values)
        return false;
    for (size_t i = 0; i < rank; i++)
        count *= shape[i];
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return error_set(err,
                             "'%s' holds values in '%s' that are no "
                             "numbers",
                             record->path, name);
    /* Never NULL for want of values. */
    *out = malloc((count ? count : 1) * sizeof(**out));
    if (!*out)
        return error_set(err, "cannot read '%s': out of memory", record->path);
    memcpy(*out, values, count * sizeof(**out));
    return true;
}
