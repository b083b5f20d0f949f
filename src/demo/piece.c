#include "demo/piece.h"

#include "demo/drum.h"
#include "demo/effect.h"
#include "demo/style.h"
#include "demo/tune.h"

#include <math.h>
#include <string.h>

struct band {
    struct tune tune;
    struct style style;
    struct mix mix;
    double bar_start_s, bar_s;
    int chord;
};

/* One written note: where it stands in its bar. */
struct stroke {
    double start_s;
    float length_s;
    float loudness;
    char mark;
    bool strong; /* on the first half of the bar's beats */
};

static void play(struct band *band, enum part_role role,
                 const struct stroke *stroke, float midi)
{
    const struct part *part = band->tune.parts[role];
    struct note note = {
        .start_s = stroke->start_s,
        .length_s = stroke->length_s * part->legato,
        .pitch_hz = 440 * exp2f((midi + band->style.transpose - 69) / 12),
        .loudness = stroke->loudness * part->level * band->style.levels[role],
        .seed = rng_next(&band->tune.rng),
    };

    voice_play(band->style.voices[role], &note, &band->mix);
}

static void play_chord(struct band *band, enum part_role role,
                       const struct stroke *stroke)
{
    const struct part *part = band->tune.parts[role];
    static const int thirds[] = {0, 2, 4, 7}, fifths[] = {0, 4, 7, 11};
    const int *tones = part->open_fifth ? fifths : thirds;
    struct stroke one = *stroke;
    int count = part->strum_s > 0 ? 4 : 3;

    one.loudness *= .6F;
    for (int i = 0; i < count; i++) {
        int midi = tune_place(&band->tune, band->chord + tones[i], part->low);

        if (tones[i] >= 7 && midi + 12 <= part->high + 3)
            midi += 12;
        play(band, role, &one, (float)midi);
        one.start_s += (double)part->strum_s;
    }
}

static void play_bass(struct band *band, const struct stroke *stroke)
{
    const struct part *part = band->tune.parts[PART_BASS];
    int degree = band->chord + (stroke->mark == 'v' ? 4 : 0);
    int midi = tune_place(&band->tune, degree, part->low);

    play(band, PART_BASS, stroke,
         (float)(midi + (stroke->mark == 'o' ? 12 : 0)));
}

static void play_arpeggio(struct band *band, const struct stroke *stroke,
                          int number)
{
    static const int tones[][4] = {{0, 2, 4, 2}, {0, 4, 2, 4}, {0, 2, 4, 7}};
    const struct part *part = band->tune.parts[PART_ARPEGGIO];
    int degree = tones[band->tune.key % 3][number % 4];
    int midi = tune_place(&band->tune, band->chord + degree, part->low);

    if (number % 8 >= 4 && midi + 12 <= part->high)
        midi += 12;
    play(band, PART_ARPEGGIO, stroke, (float)midi);
}

static void play_stroke(struct band *band, enum part_role role,
                        const struct stroke *stroke, int number)
{
    switch (role) {
    case PART_BASS:
        play_bass(band, stroke);
        break;
    case PART_ARPEGGIO:
        play_arpeggio(band, stroke, number);
        break;
    case PART_LEAD:
        play(band, role, stroke,
             (float)tune_melody(&band->tune, band->chord, stroke->strong));
        break;
    case PART_CHORD:
    case PART_PAD:
        play_chord(band, role, stroke);
        break;
    case PART_COUNT:
        break;
    }
}

/* Fills in the stroke at place i of a pattern; false for a rest. */
static bool read_stroke(struct band *band, const char *pattern, size_t i,
                        struct stroke *stroke)
{
    size_t length = strlen(pattern);
    double step_s = band->bar_s / (double)length;
    double late_s =
        (double)band->style.looseness_s * (double)rng_normal(&band->tune.rng);
    size_t steps = 1;

    if (pattern[i] == '.' || pattern[i] == '-')
        return false;
    while (i + steps < length && pattern[i + steps] == '-')
        steps++;
    if (i % 2 == 1)
        late_s += (double)band->style.swing * step_s;
    *stroke = (struct stroke){
        .start_s = fmax(0, band->bar_start_s + (double)i * step_s + late_s),
        .length_s = (float)((double)steps * step_s),
        .loudness = (pattern[i] == 'X' ? 1.25F : 1) *
                    rng_range(&band->tune.rng, .8F, 1) * (i == 0 ? 1.1F : 1),
        .mark = pattern[i],
        .strong = i * 2 % length == 0,
    };
    return true;
}

static void play_part(struct band *band, enum part_role role)
{
    struct tune *tune = &band->tune;
    bool varied = rng_uniform(&tune->rng) < .25F;
    const char *pattern = tune->patterns[role][varied];
    int number = 0;

    if (!tune->parts[role] || tune->muted[role])
        return;
    for (size_t i = 0; pattern[i]; i++) {
        struct stroke stroke;

        if (!read_stroke(band, pattern, i, &stroke))
            continue;
        if (rng_uniform(&tune->rng) < tune->parts[role]->density)
            play_stroke(band, role, &stroke, number);
        number++;
    }
}

static void play_drums(struct band *band)
{
    struct tune *tune = &band->tune;

    for (int kind = 0; kind < DRUM_COUNT; kind++) {
        const char *pattern = tune->drums[kind];

        for (size_t i = 0; pattern && pattern[i]; i++) {
            struct stroke stroke;
            unsigned variation = rng_next(&tune->rng);

            if (read_stroke(band, pattern, i, &stroke) && !tune->drums_muted)
                drum_kit_play(band->style.kit, (enum drum_kind)kind,
                              stroke.start_s,
                              stroke.loudness * band->style.drum_level,
                              variation, &band->mix);
        }
    }
}

static void play_all(struct band *band)
{
    double total_s = (double)band->mix.count / CLIP_WORKING_RATE_HZ;

    band->bar_s = (double)band->style.beat_s * band->tune.genre->beats;
    for (int bar = 0; bar * band->bar_s < total_s; bar++) {
        band->bar_start_s = bar * band->bar_s;
        tune_begin_bar(&band->tune, bar);
        band->chord = tune_chord(&band->tune, bar);
        for (int role = 0; role < PART_COUNT; role++)
            play_part(band, (enum part_role)role);
        play_drums(band);
    }
}

static void finish_mix(struct band *band, const struct piece *piece)
{
    const struct style *style = &band->style;

    effect_drive(&band->mix, style->drive);
    effect_tilt(&band->mix, style->low_db, style->high_db,
                CLIP_WORKING_RATE_HZ);
    effect_reverb(&band->mix, style->reverb, style->damping);
    effect_hiss(&band->mix, style->hiss_db, piece->seed ^ piece->sound);
}

bool piece_render(const struct piece *piece, double seconds, struct clip *clip,
                  struct error *err)
{
    struct style_source source = {.genre = piece->genre,
                                  .seed = piece->seed,
                                  .sound = piece->sound,
                                  .artist = piece->artist,
                                  .rate_hz = CLIP_WORKING_RATE_HZ};
    size_t skip = (size_t)lrint(piece->skip_s * CLIP_WORKING_RATE_HZ);
    size_t count = (size_t)lrint(seconds * CLIP_WORKING_RATE_HZ);
    struct band band = {.chord = 0};
    struct mix whole;

    if (!clip_init(clip, skip + count, CLIP_WORKING_RATE_HZ, err))
        return false;
    band.mix = (struct mix){clip->samples, clip->count};
    tune_draw(&band.tune, piece->genre, piece->seed, piece->tune);
    style_draw(&band.style, &source, &band.tune);
    play_all(&band);
    finish_mix(&band, piece);
    memmove(clip->samples, clip->samples + skip, count * sizeof(float));
    clip->count = count;
    whole = (struct mix){clip->samples, count};
    effect_normalize(&whole, band.style.peak);
    style_finish(&band.style);
    return true;
}
