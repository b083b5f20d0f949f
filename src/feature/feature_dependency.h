/* feature_dependency.h - the library that transforms. */
#ifndef FEATURE_FEATURE_DEPENDENCY_H
#define FEATURE_FEATURE_DEPENDENCY_H

#include "base/dependency.h"

dependency_list feature_dependency;

#endif
