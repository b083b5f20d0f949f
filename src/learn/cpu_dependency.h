/* cpu_dependency.h - the library that computes on the processor. */
#ifndef LEARN_CPU_DEPENDENCY_H
#define LEARN_CPU_DEPENDENCY_H

#include "base/dependency.h"

dependency_list cpu_dependency;

#endif
