/* safetensors.h - named arrays of float32 and texts in one file.
 *
 * The safetensors format: eight bytes with the length of a header, the header
 * in JSON, the values one array after the other.  What is written here also
 * carries a checksum of all of it, so that a damaged or edited file is found;
 * a file without one, from another program, is read as well.  Who wants only
 * files that were checked asks for the text "checksum".
 *
 * A writer and an open file belong to one thread each.
 */
#ifndef LEARN_SAFETENSORS_H
#define LEARN_SAFETENSORS_H

#include "base/error.h"

#include <stddef.h>

/* More dimensions than any array here has. */
enum { SAFETENSORS_RANK_MAX = 8 };

struct safetensors_writer;

struct safetensors_writer *safetensors_writer_create(void);

/* Accepts NULL. */
void safetensors_writer_destroy(struct safetensors_writer *writer);

/* Adds a text, or an array of shape[0] x ... x shape[rank - 1] values, which
 * must stay as they are until the file is written.  Names are used once and
 * are UTF-8, as texts are; what is wrong is told by the write. */
void safetensors_add_text(struct safetensors_writer *writer, const char *name,
                          const char *text);
void safetensors_add_tensor(struct safetensors_writer *writer, const char *name,
                            const size_t *shape, size_t rank,
                            const float *values);

/* Writes the file, whole or not at all. */
bool safetensors_write(struct safetensors_writer *writer, const char *path,
                       struct error *err);

struct safetensors;

/* Reads the file and checks all of it: a wrong, truncated or damaged file is
 * refused with what is wrong.  Memory is bounded by the file's length. */
bool safetensors_open(struct safetensors **out, const char *path,
                      struct error *err);
void safetensors_close(struct safetensors *file);

/* NULL when there is no text of that name; owned by the file. */
const char *safetensors_text(const struct safetensors *file, const char *name);

/* The values of the array of that name; NULL with a sentence when there is
 * none, or when it has another shape.  Owned by the file. */
const float *safetensors_tensor(const struct safetensors *file,
                                const char *name, const size_t *shape,
                                size_t rank, struct error *err);

/* The arrays in the order of the file. */
size_t safetensors_count(const struct safetensors *file);
const char *safetensors_name(const struct safetensors *file, size_t i);

#endif
