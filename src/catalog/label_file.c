#include "catalog/label_file.h"

#include "catalog/label_reader.h"

#include <stdlib.h>

bool label_file_load(struct label_file *out, const char *path,
                     struct error *err)
{
    struct label_reader reader;
    bool done;

    *out = (struct label_file){0};
    if (!label_reader_init(&reader, path, out, err))
        return false;
    done = csv_file_read(&reader.csv, path, &label_reader_taker, &reader, err);
    if (done)
        label_reader_drop_twins(&reader);
    done = done && !reader.csv.failed;
    label_reader_finish(&reader);
    if (!done)
        label_file_finish(out);
    return done;
}

void label_file_finish(struct label_file *file)
{
    for (size_t i = 0; i < file->count; i++)
        label_row_finish(&file->rows[i]);
    free(file->rows);
    *file = (struct label_file){0};
}
