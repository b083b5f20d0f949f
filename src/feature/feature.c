#include "feature/feature.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct feature table[FEATURE_COUNT] = {
    [FEATURE_MEL] =
        {
            .kind = FEATURE_MEL,
            .name = "mel",
            .title = "mel spectrogram, dB",
            .parameters =
                "librosa-1 melspectrogram sr=22050 n_fft=2048 hop=512 "
                "n_mels=128 slaney power=2 power_to_db ref=1 amin=1e-10 "
                "top_db=80",
            .bands = 128,
            .hop = 512,
        },
};

const struct feature *feature_of(enum feature_kind kind)
{
    assert(kind < FEATURE_COUNT);
    return &table[kind];
}

const struct feature *feature_find(const char *name)
{
    for (int i = 0; i < FEATURE_COUNT; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

void feature_matrix_finish(struct feature_matrix *matrix)
{
    free(matrix->values);
    *matrix = (struct feature_matrix){0};
}
