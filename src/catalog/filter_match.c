#include "catalog/filter_node.h"

#include "catalog/split.h"

#include <math.h>
#include <string.h>

static const struct filter_field fields[FILTER_FIELD_COUNT] = {
    [FILTER_NAME] = {"name", "the track's name"},
    [FILTER_PATH] = {"path", "where its file is"},
    [FILTER_GENRE] = {"genre", "the label in use"},
    [FILTER_ORIGINAL] = {"original", "the label as first imported"},
    [FILTER_PREDICTED] = {"predicted", "the genre that the model gives"},
    [FILTER_ARTIST] = {"artist", "who plays it"},
    [FILTER_TITLE] = {"title", "what it is called"},
    [FILTER_FORMAT] = {"format", "of its file, as in FLAC, 16 bit"},
    [FILTER_REASON] = {"reason", "why it is not ready"},
    [FILTER_STATUS] = {"status", "ready, truncated, unreadable or missing"},
    [FILTER_SPLIT] = {"split", "its part: train, valid, test or none"},
    [FILTER_CONF] = {"conf", "how sure the model is, 0 to 1"},
    [FILTER_DURATION] = {"duration", "in seconds"},
    [FILTER_RATE] = {"rate", "of its file, in Hz"},
    [FILTER_CHANNELS] = {"channels", "of its file"},
    [FILTER_MEAN] = {"mean", "the offset, of full scale"},
    [FILTER_RMS] = {"rms", "its loudness, of full scale"},
    [FILTER_PEAK] = {"peak", "its largest sample, of full scale"},
    [FILTER_CLIPPED] = {"clipped", "share of samples at full scale"},
    [FILTER_SILENT] = {"silent", "share of the time below -60 dB"},
    [FILTER_CONSTANT] = {"constant", "share of samples that stand still"},
};

const struct filter_field *filter_fields(size_t *count)
{
    *count = FILTER_FIELD_COUNT;
    return fields;
}

enum filter_field_type filter_field_type(enum filter_field_kind field)
{
    if (field < FILTER_STATUS)
        return FILTER_TEXT;
    return field < FILTER_CONF ? FILTER_CHOICE : FILTER_NUMBER;
}

static const char *text_of(const struct filter_row *row,
                           enum filter_field_kind field)
{
    const struct track *track = row->track;
    const char *const texts[FILTER_STATUS] = {
        [FILTER_NAME] = track->name,
        [FILTER_PATH] = track->path,
        [FILTER_GENRE] = track->genre,
        [FILTER_ORIGINAL] = track->original_genre,
        [FILTER_PREDICTED] = row->predicted,
        [FILTER_ARTIST] = track->artist,
        [FILTER_TITLE] = track->title,
        [FILTER_FORMAT] = track->format,
        [FILTER_REASON] = track->reason,
    };

    return texts[field];
}

static double number_of(const struct filter_row *row,
                        enum filter_field_kind field)
{
    const struct track *track = row->track;
    const double numbers[] = {
        row->confidence, /* FILTER_CONF, the first number */
        [FILTER_DURATION - FILTER_CONF] = track->duration_s,
        [FILTER_RATE - FILTER_CONF] = track->rate_hz,
        [FILTER_CHANNELS - FILTER_CONF] = track->channels,
        [FILTER_MEAN - FILTER_CONF] = track->mean,
        [FILTER_RMS - FILTER_CONF] = track->rms,
        [FILTER_PEAK - FILTER_CONF] = track->peak,
        [FILTER_CLIPPED - FILTER_CONF] = track->clipped,
        [FILTER_SILENT - FILTER_CONF] = track->silent,
        [FILTER_CONSTANT - FILTER_CONF] = track->constant,
    };

    return numbers[field - FILTER_CONF];
}

static unsigned char lower(unsigned char byte)
{
    return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

/* Whether the text begins with the word, which is in lower case. */
static bool begins(const char *text, const char *word)
{
    while (*word && lower((unsigned char)*text) == (unsigned char)*word) {
        text++;
        word++;
    }
    return *word == '\0';
}

static bool contains(const char *text, const char *word)
{
    unsigned char first = (unsigned char)word[0];

    if (!text)
        return false;
    for (; *text; text++)
        if (lower((unsigned char)*text) == first && begins(text + 1, word + 1))
            return true;
    return false;
}

static bool equals(const char *text, const char *word)
{
    if (!text || !*text)
        return *word == '\0';
    return begins(text, word) && strlen(text) == strlen(word);
}

static bool anywhere(const struct track *track, const char *word)
{
    return contains(track->name, word) || contains(track->artist, word) ||
           contains(track->title, word) || contains(track->genre, word) ||
           contains(track->path, word);
}

static bool one_of(const struct filter_row *row, enum filter_field_kind field,
                   unsigned choices)
{
    int value = field == FILTER_STATUS ? (int)row->track->status : row->part;

    if (field == FILTER_SPLIT && value < 0)
        value = SPLIT_PART_COUNT;
    return choices >> value & 1;
}

static bool compares(const struct filter_node *node, double value)
{
    /* NaN is neither below nor above anything. */
    if (node->inclusive)
        return node->low <= value && value <= node->high;
    return node->low < value && value < node->high;
}

static bool is_wrong(const struct filter_row *row)
{
    return row->predicted && row->track->genre &&
           strcmp(row->predicted, row->track->genre) != 0;
}

static bool match_leaf(const struct filter_node *node,
                       const struct filter_row *row)
{
    switch (node->kind) {
    case FILTER_ANYWHERE:
        return anywhere(row->track, node->text);
    case FILTER_CONTAINS:
        return contains(text_of(row, node->field), node->text);
    case FILTER_EQUALS:
        return equals(text_of(row, node->field), node->text);
    case FILTER_ONE_OF:
        return one_of(row, node->field, node->choices);
    case FILTER_COMPARES:
        return compares(node, number_of(row, node->field));
    case FILTER_WRONG:
        return is_wrong(row);
    case FILTER_ALL:
    case FILTER_OR:
    case FILTER_AND:
    case FILTER_NOT:
        break;
    }
    return true;
}

/* Goes down to the left by calls, which nesting bounds, and along a chain to
 * the right by going round. */
static bool match_node(const struct filter_node *node,
                       const struct filter_row *row)
{
    for (;;) {
        if (node->kind == FILTER_NOT)
            return !match_node(node->left, row);
        if (node->kind != FILTER_OR && node->kind != FILTER_AND)
            return match_leaf(node, row);
        if (match_node(node->left, row) == (node->kind == FILTER_OR))
            return node->kind == FILTER_OR;
        node = node->right;
    }
}

bool filter_match(const struct filter *filter, const struct filter_row *row)
{
    return match_node(filter->root, row);
}
