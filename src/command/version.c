#include "command/version.h"

/* The build defines PACKAGE_VERSION. */
const char *version_text(void)
{
    return PACKAGE_VERSION;
}
