/* container.h - what the header of a sound file promises.
 *
 * libsndfile quietly reads what is there; this looks at the chunk sizes and
 * pages themselves, so that a file cut short can be told from a short one.
 * Any thread; no memory is allocated.
 */
#ifndef AUDIO_CONTAINER_H
#define AUDIO_CONTAINER_H

#include <stdbool.h>
#include <stdint.h>

struct container {
    uint64_t promised;    /* bytes of samples by the header; 0: does not say */
    uint64_t present;     /* of them in the file */
    bool lacks_last_page; /* Ogg: the page that ends the stream is not there */
};

/* Examines WAV, RF64, W64, AIFF, AU and Ogg; all zero for others. */
void container_examine(int fd, uint64_t file_size, struct container *out);

#endif
