/* value_table.h - a feature that is a row of named values, as a table.
 *
 * The mean and the variance of one descriptor share a line; where there is
 * room, lines stand in blocks side by side.
 */
#ifndef UI_VALUE_TABLE_H
#define UI_VALUE_TABLE_H

#include "feature/feature.h"
#include "ui/canvas.h"

/* Draws as many as there is room for and says how many are left out. */
void value_table_draw(enum feature_kind kind,
                      const struct feature_matrix *values,
                      struct canvas *canvas);

#endif
