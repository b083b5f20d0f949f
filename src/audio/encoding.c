#include "audio/encoding.h"

#include <sndfile.h>
#include <stdio.h>

static const char *major_name(int format)
{
    switch (format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX:
        return "WAV";
    case SF_FORMAT_AU:
        return "AU";
    case SF_FORMAT_AIFF:
        return "AIFF";
    case SF_FORMAT_FLAC:
        return "FLAC";
    case SF_FORMAT_OGG:
        return "Ogg";
    case SF_FORMAT_MPEG:
        return "MPEG";
    case SF_FORMAT_CAF:
        return "CAF";
    case SF_FORMAT_W64:
        return "W64";
    case SF_FORMAT_RF64:
        return "RF64";
    default:
        return NULL;
    }
}

static const char *subtype_name(int format)
{
    switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
        return "8 bit";
    case SF_FORMAT_PCM_16:
        return "16 bit";
    case SF_FORMAT_PCM_24:
        return "24 bit";
    case SF_FORMAT_PCM_32:
        return "32 bit";
    case SF_FORMAT_FLOAT:
        return "32 bit float";
    case SF_FORMAT_DOUBLE:
        return "64 bit float";
    case SF_FORMAT_VORBIS:
        return "Vorbis";
    case SF_FORMAT_OPUS:
        return "Opus";
    case SF_FORMAT_MPEG_LAYER_I:
        return "layer 1";
    case SF_FORMAT_MPEG_LAYER_II:
        return "layer 2";
    case SF_FORMAT_MPEG_LAYER_III:
        return "layer 3";
    default:
        return NULL;
    }
}

void encoding_name(int format, char *out, size_t size)
{
    SF_FORMAT_INFO type = {.format = format & SF_FORMAT_TYPEMASK};
    SF_FORMAT_INFO subtype = {.format = format & SF_FORMAT_SUBMASK};
    const char *major = major_name(format), *minor = subtype_name(format);

    if (!major) {
        sf_command(NULL, SFC_GET_FORMAT_INFO, &type, sizeof(type));
        major = type.name ? type.name : "unnamed";
    }
    if (!minor) {
        sf_command(NULL, SFC_GET_FORMAT_INFO, &subtype, sizeof(subtype));
        minor = subtype.name ? subtype.name : "unnamed";
    }
    snprintf(out, size, "%s, %s", major, minor);
}

uint64_t encoding_bytes(int format)
{
    switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
    case SF_FORMAT_ULAW:
    case SF_FORMAT_ALAW:
        return 1;
    case SF_FORMAT_PCM_16:
        return 2;
    case SF_FORMAT_PCM_24:
        return 3;
    case SF_FORMAT_PCM_32:
    case SF_FORMAT_FLOAT:
        return 4;
    case SF_FORMAT_DOUBLE:
        return 8;
    default:
        return 0;
    }
}
