/* schema.h - the steps that bring a catalogue up to date.
 *
 * The table is made from share/schema by the build.
 */
#ifndef CATALOG_SCHEMA_H
#define CATALOG_SCHEMA_H

/* SQL that leads from version i to version i + 1; NULL at the end. */
extern const char *const schema_migrations[];

#endif
