/* stream.h - which random numbers are whose: streams of one seed.
 *
 * Whoever draws adds what tells its draws apart (an epoch, an array), below
 * 2^56.  Dropout's stream is part of the backends' contract (backend.h).
 */
#ifndef LEARN_STREAM_H
#define LEARN_STREAM_H

#include <stdint.h>

#define STREAM_WEIGHTS ((uint64_t)1 << 56)
#define STREAM_ORDER ((uint64_t)2 << 56)
#define STREAM_CROPS ((uint64_t)3 << 56)

#endif
