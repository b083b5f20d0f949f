/* library.h - the collection as the Library view and `genrelab list` show it.
 */
#ifndef SESSION_LIBRARY_H
#define SESSION_LIBRARY_H

#include "session/message.h"

/* Tracks, and the newest finished run's predictions; library_destroy(). */
bool library_load(struct catalog *catalog, struct library **out,
                  struct error *err);

#endif
