#include "demo/names.h"

#include "base/alloc.h"

enum { WORDS = 40 };

static const char *const colours[WORDS] = {
    "Amber",   "Ashen",   "Azure",  "Bitter",   "Brass",    "Bright",
    "Broken",  "Carmine", "Cobalt", "Copper",   "Crystal",  "Distant",
    "Drowsy",  "Dusky",   "Early",  "Empty",    "Fallow",   "Gentle",
    "Gilded",  "Hollow",  "Humble", "Idle",     "Ivory",    "Jagged",
    "Little",  "Lonely",  "Lucky",  "Mellow",   "Midnight", "Northern",
    "Painted", "Paper",   "Quiet",  "Restless", "Rusty",    "Silent",
    "Silver",  "Sunday",  "Velvet", "Wooden",
};

static const char *const crowds[WORDS] = {
    "Anchors",  "Arrows",   "Badgers", "Bells",    "Bridges",  "Brothers",
    "Candles",  "Cousins",  "Cranes",  "Engines",  "Feathers", "Foxes",
    "Gardens",  "Harbours", "Herons",  "Horses",   "Islands",  "Kites",
    "Ladders",  "Lanterns", "Larks",   "Mirrors",  "Moths",    "Oars",
    "Orchards", "Owls",     "Pilots",  "Poplars",  "Ravens",   "Rivers",
    "Sailors",  "Shutters", "Sisters", "Sparrows", "Stairs",   "Strangers",
    "Tigers",   "Towers",   "Wagons",  "Windows",
};

static const char *const things[WORDS] = {
    "A Letter",    "A Promise",    "All the Bread", "Another Road",
    "Bare Feet",   "Birdsong",     "Blue Smoke",    "Cold Tea",
    "Dancing",     "Dust",         "Every Door",    "Farewell",
    "Fireflies",   "Five Steps",   "Footprints",    "Grey Wool",
    "Half a Mile", "Hay",          "Her Shadow",    "Ink",
    "Keys",        "Last Call",    "Long Grass",    "Low Tide",
    "My Bicycle",  "New Shoes",    "No Reply",      "Old Money",
    "One Lamp",    "Open Water",   "Plain Words",   "Rain",
    "Salt",        "Seven Hills",  "Slow Trains",   "Snow",
    "The Ferry",   "Three Stones", "Thunder",       "Two Chairs",
};

static const char *const places[WORDS] = {
    "after Dark",       "after the Fair",   "at Dawn",         "at the Border",
    "at the Mill",      "before Breakfast", "behind the Barn", "below Deck",
    "beside the Canal", "between Us",       "by the Lake",     "by the Sea",
    "for Nobody",       "for Sale",         "from Home",       "from the Attic",
    "in April",         "in December",      "in Good Time",    "in the Hall",
    "in the Valley",    "in Winter",        "on a Monday",     "on the Corner",
    "on the Roof",      "over the Hills",   "over the Wall",   "past Midnight",
    "through Glass",    "till Morning",     "to Remember",     "to the Station",
    "under the Clock",  "under the Moon",   "up the Stairs",   "with a Smile",
    "with No Name",     "without Shoes",    "without Words",   "without You",
};

/* A walk over all pairs of words, in steps that share no factor with their
 * number. */
static int pair_at(uint64_t seed, int number, int step)
{
    const int pairs = WORDS * WORDS;
    int from = (int)(seed % (uint64_t)pairs);

    return (from + number * step) % pairs;
}

char *names_artist(uint64_t seed, int number)
{
    int pair = pair_at(seed, number, 617);

    return xformat("The %s %s", colours[pair / WORDS], crowds[pair % WORDS]);
}

char *names_title(uint64_t seed, int number)
{
    int pair = pair_at(seed, number, 983);

    return xformat("%s %s", things[pair / WORDS], places[pair % WORDS]);
}
