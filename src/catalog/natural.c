#include "catalog/natural.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(unsigned char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Compares the numbers that begin at *a and *b, and moves past them. */
static int compare_numbers(const unsigned char **a, const unsigned char **b)
{
    const unsigned char *p = *a, *q = *b;
    int first = 0;

    while (*p == '0')
        p++;
    while (*q == '0')
        q++;
    for (; is_digit(*p) && is_digit(*q); p++, q++)
        if (first == 0)
            first = *p - *q;
    *a = p;
    *b = q;
    /* The longer number is the larger one. */
    if (is_digit(*p) || is_digit(*q))
        return is_digit(*p) ? 1 : -1;
    return first;
}

int natural_compare(const char *a, const char *b)
{
    const unsigned char *p = (const unsigned char *)a;
    const unsigned char *q = (const unsigned char *)b;

    /* What begins alike is skipped quickly, but for the number, if it is one,
     * in which the difference stands. */
    for (; *p && *p == *q; q++)
        p++;
    while (p > (const unsigned char *)a && is_digit(p[-1])) {
        p--;
        q--;
    }
    while (*p && *q) {
        if (is_digit(*p) && is_digit(*q)) {
            int order = compare_numbers(&p, &q);

            if (order != 0)
                return order;
        } else if (*p != *q) {
            return *p - *q;
        } else {
            p++;
            q++;
        }
    }
    if (*p || *q)
        return *p - *q;
    return strcmp(a, b);
}

static void merge(const struct natural_item *from, struct natural_item *to,
                  size_t middle, size_t end)
{
    size_t left = 0, right = middle;

    for (size_t i = 0; i < end; i++) {
        bool take_left =
            right == end ||
            (left < middle &&
             natural_compare(from[left].name, from[right].name) <= 0);

        to[i] = from[take_left ? left++ : right++];
    }
}

/* Sorts items, with as much space beside them. */
static void merge_sort(struct natural_item *items, struct natural_item *space,
                       size_t count)
{
    size_t middle = count / 2;

    if (count < 2)
        return;
    merge_sort(items, space, middle);
    merge_sort(items + middle, space + middle, count - middle);
    /* Most collections arrive nearly in order. */
    if (natural_compare(items[middle - 1].name, items[middle].name) <= 0)
        return;
    memcpy(space, items, count * sizeof(*items));
    merge(space, items, middle, count);
}

bool natural_sort(struct natural_item *items, size_t count)
{
    struct natural_item *space;

    if (count < 2)
        return true;
    space = malloc(count * sizeof(*space));
    if (!space)
        return false;
    merge_sort(items, space, count);
    free(space);
    return true;
}
