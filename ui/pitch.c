#include "ui/pitch.h"

#include <assert.h>

const char *pitch_name(size_t pitch)
{
    static const char *const names[PITCH_CLASSES] = {
        "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};

    assert(pitch < PITCH_CLASSES);
    return names[pitch];
}
