/* record.h - numbers and arrays in and out of a model's file, checked.
 *
 * What is missing, of another shape or no number is told with the file's
 * name.
 */
#ifndef LEARN_RECORD_H
#define LEARN_RECORD_H

#include "learn/safetensors.h"

/* An open file, borrowed. */
struct record {
    const struct safetensors *file;
    const char *path;
};

/* False, with a sentence that names the file and what is wrong in it. */
bool record_refuse(const struct record *record, const char *name,
                   struct error *err);

void record_add_count(struct safetensors_writer *writer, const char *name,
                      size_t count);
bool record_count(const struct record *record, const char *name, size_t least,
                  size_t most, size_t *out, struct error *err);

/* A copy of the values, which the caller frees; all of them are finite. */
bool record_array(const struct record *record, const char *name,
                  const size_t *shape, size_t rank, float **out,
                  struct error *err);

#endif
