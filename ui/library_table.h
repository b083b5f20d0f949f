/* library_table.h - the rows of the Library, as columns that adapt. */
#ifndef UI_LIBRARY_TABLE_H
#define UI_LIBRARY_TABLE_H

#include "ui/canvas.h"
#include "ui/library_list.h"
#include "ui/table.h"

/* The heading and as many rows as there is room for. */
void library_table_draw(const struct library *library,
                        const struct library_list *list, struct table *table,
                        struct canvas *canvas);

/* Whether the column can be sorted by: it is shown, or part of one that is. */
bool library_table_sortable(const struct library *library,
                            enum library_column column);

#endif
