/* feature.h - the features a network or a baseline can be given.
 *
 * The list is a table: name, what it is, its shape, its parameters as text.
 * The parameters are part of the cache's key, so that a changed definition
 * never meets old data.
 */
#ifndef FEATURE_FEATURE_H
#define FEATURE_FEATURE_H

#include "audio/clip.h"
#include "base/error.h"

#include <stddef.h>

enum feature_kind {
    FEATURE_MEL,
    FEATURE_MFCC,
    FEATURE_CHROMA,
    FEATURE_WAVELET, /* one row of coefficients, as many as samples */
    FEATURE_STATS,   /* one row of named columns */
    FEATURE_MOOD,    /* one row of named columns */
    FEATURE_COUNT    /* not a feature: how many there are */
};

struct feature {
    enum feature_kind kind;
    int bands;   /* rows of the matrix */
    int hop;     /* samples at 22050 Hz from one column to the next; 0 where the
                  * columns are not moments */
    int columns; /* with a name each; 0 where they have none */
    const char *name;       /* as typed: "mel" */
    const char *title;      /* for people: "mel spectrogram, dB" */
    const char *parameters; /* "librosa power_to_db n_mels=128 ..." */
    const char *const *column_names;
};

/* The table's row. */
const struct feature *feature_of(enum feature_kind kind);

/* NULL when no feature has that name. */
const struct feature *feature_find(const char *name);

/* A matrix of float32, row after row: values[band * frames + frame]. */
struct feature_matrix {
    float *values;
    size_t bands;
    size_t frames;
};

void feature_matrix_finish(struct feature_matrix *matrix);

/* Computes features of clips; owns plans, filters and buffers.  Use one per
 * thread. */
struct extractor;

bool extractor_create(struct extractor **out, struct error *err);
void extractor_destroy(struct extractor *extractor);

/* Computes the features whose bit (1u << kind) is set, sharing one spectrum.
 * The clip is mono at 22050 Hz.  out has FEATURE_COUNT matrices; those asked
 * for belong to the caller afterwards, the others are zeroed. */
bool extractor_run(struct extractor *extractor, const struct clip *clip,
                   unsigned set, struct feature_matrix *out, struct error *err);

#endif
