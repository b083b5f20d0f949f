/* audio_dependency.h - the libraries that read and resample sound. */
#ifndef AUDIO_AUDIO_DEPENDENCY_H
#define AUDIO_AUDIO_DEPENDENCY_H

#include "base/dependency.h"

dependency_list audio_dependency;

#endif
