/* catalog_dependency.h - the libraries behind the database and the lists. */
#ifndef CATALOG_CATALOG_DEPENDENCY_H
#define CATALOG_CATALOG_DEPENDENCY_H

#include "base/dependency.h"

dependency_list catalog_dependency;

#endif
