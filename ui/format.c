#include "ui/format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

void format_time(double seconds, char out[FORMAT_SIZE])
{
    long whole;

    out[0] = '\0';
    if (!(seconds >= 0) || seconds > 3.6e8)
        return;
    whole = lround(seconds);
    snprintf(out, FORMAT_SIZE, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60,
             whole % 60);
}

void format_clock(int64_t seconds, char out[FORMAT_SIZE])
{
    time_t time = (time_t)seconds;
    struct tm parts;

    out[0] = '\0';
    if (localtime_r(&time, &parts))
        strftime(out, FORMAT_SIZE, "%H:%M:%S", &parts);
}

void format_share(double share, char out[FORMAT_SIZE])
{
    if (!isfinite(share))
        snprintf(out, FORMAT_SIZE, "-");
    else if (share >= 0 && share < 0.995)
        snprintf(out, FORMAT_SIZE, ".%02d", (int)lround(share * 100));
    else
        snprintf(out, FORMAT_SIZE, "%.2f", share);
}

void format_number(double value, char out[FORMAT_SIZE])
{
    double size = fabs(value);

    if (!isfinite(value))
        snprintf(out, FORMAT_SIZE, "-");
    else if (size > 0 && size < 0.001)
        snprintf(out, FORMAT_SIZE, "%.1e", value);
    else if (size < 10)
        snprintf(out, FORMAT_SIZE, "%.*f", size < 0.1 ? 4 : 2, value);
    else
        snprintf(out, FORMAT_SIZE, "%.*f", size < 100 ? 1 : 0, value);
}

void format_channels(int channels, char out[FORMAT_SIZE])
{
    if (channels == 1)
        snprintf(out, FORMAT_SIZE, "mono");
    else if (channels == 2)
        snprintf(out, FORMAT_SIZE, "stereo");
    else
        snprintf(out, FORMAT_SIZE, "%d channels", channels);
}
