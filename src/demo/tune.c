#include "demo/tune.h"

#include <string.h>

enum { SECTION_BARS = 4 };

/* How often a track takes something from the genre beside its own. */
static const float borrow_part = .06F, borrow_drums = .10F;

static int neighbour(struct tune *tune, int genre)
{
    return genre_neighbour(genre, rng_below(&tune->rng, 2) ? 1 : -1);
}

static void draw_part(struct tune *tune, int genre, enum part_role role)
{
    const struct genre *other = genre_at(neighbour(tune, genre));
    bool borrowed = rng_uniform(&tune->rng) < borrow_part;
    const struct part *part = &(borrowed ? other : tune->genre)->parts[role];
    float dice = rng_uniform(&tune->rng);
    unsigned usual = rng_below(&tune->rng, PATTERN_CHOICES);
    unsigned variant = rng_below(&tune->rng, PATTERN_CHOICES);

    if (!part->patterns[0] || dice >= part->presence)
        return;
    tune->parts[role] = part;
    tune->patterns[role][0] = part->patterns[usual];
    tune->patterns[role][1] = part->patterns[variant];
}

static void draw_drums(struct tune *tune, int genre)
{
    const struct genre *source = genre_at(neighbour(tune, genre));

    if (rng_uniform(&tune->rng) >= borrow_drums)
        source = tune->genre;
    tune->drum_level = source->drum_level;
    for (int kind = 0; kind < DRUM_COUNT; kind++)
        tune->drums[kind] = source->drums[kind][rng_below(&tune->rng, 2)];
}

/* The genre's chords twice, with some of them changed. */
static void draw_chords(struct tune *tune)
{
    static const int others[] = {0, 1, 3, 3, 4, 4, 5, 6};
    const char *usual = tune->genre->progressions[rng_below(&tune->rng, 4)];

    for (int bar = 0; bar < TUNE_BARS; bar++) {
        int other = others[rng_below(&tune->rng, 8)];
        bool changed = rng_uniform(&tune->rng) < .3F;

        tune->chords[bar] = changed ? other : usual[bar % 4] - '1';
    }
}

void tune_draw(struct tune *tune, int genre, uint64_t seed, uint64_t stream)
{
    const char *scales;

    *tune = (struct tune){.genre = genre_at(genre)};
    rng_init(&tune->rng, seed, stream);
    scales = tune->genre->scales;
    tune->scale = scales[rng_below(&tune->rng, (uint32_t)strlen(scales))];
    tune->key = (int)rng_below(&tune->rng, 12);
    draw_chords(tune);
    tune->lead_degree = -1;
    for (int role = 0; role < PART_COUNT; role++)
        draw_part(tune, genre, (enum part_role)role);
    /* A borrowed absence may leave too little to hear. */
    for (int role = 0; role < PART_COUNT; role++)
        if (!tune->parts[role] && tune->genre->parts[role].presence >= 1) {
            tune->parts[role] = &tune->genre->parts[role];
            tune->patterns[role][0] = tune->parts[role]->patterns[0];
            tune->patterns[role][1] = tune->parts[role]->patterns[1];
        }
    draw_drums(tune, genre);
}

void tune_begin_bar(struct tune *tune, int bar)
{
    int playing = 0;

    if (bar % SECTION_BARS != 0)
        return;
    for (int role = 0; role < PART_COUNT; role++) {
        tune->muted[role] = rng_uniform(&tune->rng) < .10F;
        playing += tune->parts[role] && !tune->muted[role];
    }
    if (playing < 2)
        memset(tune->muted, 0, sizeof(tune->muted));
    tune->drums_muted = rng_uniform(&tune->rng) < .10F;
}

int tune_chord(const struct tune *tune, int bar)
{
    return tune->chords[bar % TUNE_BARS];
}

int tune_place(const struct tune *tune, int degree, int low)
{
    int midi = tune->key + scale_degree(tune->scale, degree);

    return midi + (low - midi + 11 + 144) / 12 * 12 - 144;
}

int tune_melody(struct tune *tune, int chord, bool strong)
{
    static const int steps[] = {-3, -2, -1, -1, -1, 0, 1, 1, 1, 2, 3, 4};
    const struct part *part = tune->parts[PART_LEAD];
    int degree = tune->lead_degree;
    int low = tune_place(tune, 0, part->low - 11), midi;

    if (degree < 0)
        degree = chord + 7;
    degree += steps[rng_below(&tune->rng, 12)];
    if (strong)
        while ((degree - chord + 70) % 7 % 2 != 0 ||
               (degree - chord + 70) % 7 == 6)
            degree++;
    for (;;) {
        midi = low + scale_degree(tune->scale, degree) -
               scale_degree(tune->scale, 0);
        if (midi < part->low)
            degree += 7;
        else if (midi > part->high)
            degree -= 7;
        else
            break;
    }
    tune->lead_degree = degree;
    return midi;
}
