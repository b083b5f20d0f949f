/* version.h - which genrelab this is. */
#ifndef COMMAND_VERSION_H
#define COMMAND_VERSION_H

/* "0.1.0" */
const char *version_text(void);

#endif
