#include "feature/feature.h"

#include "feature/mood.h"
#include "feature/stats.h"

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
    [FEATURE_MFCC] =
        {
            .kind = FEATURE_MFCC,
            .name = "mfcc",
            .title = "mel-frequency cepstral coefficients",
            .parameters =
                "librosa-1 mfcc n_mfcc=40 dct=2 ortho sr=22050 n_fft=2048 "
                "hop=256 n_mels=128 slaney power=2 power_to_db ref=1 "
                "amin=1e-10 top_db=80",
            .bands = 40,
            .hop = 256,
        },
    [FEATURE_CHROMA] =
        {
            .kind = FEATURE_CHROMA,
            .name = "chroma",
            .title = "chromagram, 24 classes",
            .parameters =
                "librosa-1 chroma_stft n_chroma=24 tuning=estimated sr=22050 "
                "n_fft=2048 hop=256 power=2 norm=inf",
            .bands = 24,
            .hop = 256,
        },
    [FEATURE_WAVELET] =
        {
            .kind = FEATURE_WAVELET,
            .name = "wavelet",
            .title = "Haar wavelet coefficients",
            .parameters = "pywavelets-1 wavedec db1 symmetric level=5",
            .bands = 1,
        },
    [FEATURE_STATS] =
        {
            .kind = FEATURE_STATS,
            .name = "stats",
            .title = "means and variances of 28 descriptors, tempo",
            .parameters =
                "librosa-0.11 features_30_sec chroma rms centroid bandwidth "
                "rolloff zcr hpss tempo mfcc=20 sr=22050 n_fft=2048 hop=512",
            .bands = 1,
            .columns = STATS_COLUMNS,
            .column_names = stats_names,
        },
    [FEATURE_MOOD] =
        {
            .kind = FEATURE_MOOD,
            .name = "mood",
            .title = "tempo, onsets, danceability, energy, key and mode",
            .parameters = "genrelab-1 mood sr=22050 n_fft=2048 hop=512",
            .bands = 1,
            .columns = MOOD_COLUMNS,
            .column_names = mood_names,
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
