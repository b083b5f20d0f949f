#include "command/suggestion.h"

#include <string.h>

/* Words are short; what is longer is like none of them. */
enum { LONGEST = 31 };

static int least(int a, int b, int c)
{
    int smaller = a < b ? a : b;

    return smaller < c ? smaller : c;
}

/* The restricted Damerau-Levenshtein distance. */
static int distance(const char *a, const char *b)
{
    int table[LONGEST + 1][LONGEST + 1];
    int rows = (int)strlen(a), columns = (int)strlen(b);

    for (int i = 0; i <= rows; i++)
        table[i][0] = i;
    for (int j = 0; j <= columns; j++)
        table[0][j] = j;
    for (int i = 1; i <= rows; i++) {
        for (int j = 1; j <= columns; j++) {
            int changed = a[i - 1] != b[j - 1];

            table[i][j] = least(table[i - 1][j] + 1, table[i][j - 1] + 1,
                                table[i - 1][j - 1] + changed);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
                a[i - 2] == b[j - 1] && table[i - 2][j - 2] + 1 < table[i][j])
                table[i][j] = table[i - 2][j - 2] + 1;
        }
    }
    return table[rows][columns];
}

const char *suggestion_find(const char *typed, const char *const *words,
                            size_t count)
{
    const char *nearest = NULL;
    int smallest = 3; /* as far as two letters */

    if (strlen(typed) > LONGEST)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        int far;

        if (strlen(words[i]) > LONGEST)
            continue;
        far = distance(typed, words[i]);
        if (far < smallest && far < (int)strlen(words[i])) {
            smallest = far;
            nearest = words[i];
        }
    }
    return nearest;
}
