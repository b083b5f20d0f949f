/* format.h - numbers as people read them. */
#ifndef UI_FORMAT_H
#define UI_FORMAT_H

#include <stddef.h>
#include <stdint.h>

enum { FORMAT_SIZE = 32 };

/* "0:04:12"; "" for a time that is not known (negative). */
void format_time(double seconds, char out[FORMAT_SIZE]);

/* "12:34:56", local time of day. */
void format_clock(int64_t seconds, char out[FORMAT_SIZE]);

/* A share as ".97", "1.00"; "-" when it is not a number. */
void format_share(double share, char out[FORMAT_SIZE]);

/* Three digits that count: "412", "8.1e-4", "0.32". */
void format_number(double value, char out[FORMAT_SIZE]);

/* "mono", "stereo", "6 channels" */
void format_channels(int channels, char out[FORMAT_SIZE]);

#endif
