#include "learn/platt.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

/* --- one pair ------------------------------------------------------------ */

struct sample {
    const double *decisions;
    const bool *first;
    size_t count;
    double high, low; /* what the probabilities are to be */
};

/* The gradient and the curvature of the negative log-likelihood. */
struct derivative {
    double slope, offset;
    double slope_slope, slope_offset, offset_offset;
};

static double loss_of(const struct sample *sample, struct platt platt)
{
    double sum = 0;

    for (size_t i = 0; i < sample->count; i++) {
        double wanted = sample->first[i] ? sample->high : sample->low;
        double x = sample->decisions[i] * platt.slope + platt.offset;

        /* -wanted log p - (1 - wanted) log(1 - p), without overflow. */
        if (x >= 0)
            sum += wanted * x + log1p(exp(-x));
        else
            sum += (wanted - 1) * x + log1p(exp(x));
    }
    return sum;
}

static struct derivative differentiate(const struct sample *sample,
                                       struct platt platt)
{
    /* A little is added to the curvature so that it can be inverted. */
    struct derivative d = {.slope_slope = 1e-12, .offset_offset = 1e-12};

    for (size_t i = 0; i < sample->count; i++) {
        double wanted = sample->first[i] ? sample->high : sample->low;
        double x = sample->decisions[i];
        double p = platt_probability(platt, x);
        double apart = wanted - p, spread = p * (1 - p);

        d.slope += x * apart;
        d.offset += apart;
        d.slope_slope += x * x * spread;
        d.slope_offset += x * spread;
        d.offset_offset += spread;
    }
    return d;
}

/* A Newton step, halved until the loss falls; false at the minimum. */
static bool step(const struct sample *sample, struct platt *platt)
{
    struct derivative d = differentiate(sample, *platt);
    double determinant =
        d.slope_slope * d.offset_offset - d.slope_offset * d.slope_offset;
    double slope =
        -(d.offset_offset * d.slope - d.slope_offset * d.offset) / determinant;
    double offset =
        -(d.slope_slope * d.offset - d.slope_offset * d.slope) / determinant;
    double falls = slope * d.slope + offset * d.offset;
    double loss = loss_of(sample, *platt);

    if (fabs(d.slope) < 1e-5 && fabs(d.offset) < 1e-5)
        return false;
    for (int i = 0; i < 34; i++) {
        double size = ldexp(1, -i);
        struct platt next = {platt->slope + size * slope,
                             platt->offset + size * offset};

        if (loss_of(sample, next) < loss + 1e-4 * size * falls) {
            *platt = next;
            return true;
        }
    }
    return false;
}

struct platt platt_fit(const double *decisions, const bool *first, size_t count)
{
    struct sample sample = {decisions, first, count, 0, 0};
    struct platt platt;
    double firsts = 0, others;

    for (size_t i = 0; i < count; i++)
        firsts += first[i];
    others = (double)count - firsts;
    if (firsts == 0 || others == 0)
        return (struct platt){-1, 0};
    sample.high = (firsts + 1) / (firsts + 2);
    sample.low = 1 / (others + 2);
    platt = (struct platt){0, log((others + 1) / (firsts + 1))};
    for (int i = 0; i < 100 && step(&sample, &platt); i++)
        ;
    return platt;
}

double platt_probability(struct platt platt, double decision)
{
    double x = platt.slope * decision + platt.offset;

    return x >= 0 ? exp(-x) / (1 + exp(-x)) : 1 / (1 + exp(x));
}

/* --- all classes --------------------------------------------------------- */

/* The matrix Q of the paper: the probabilities p minimise p'Qp. */
static void fill_matrix(const double *pairs, size_t count, double *q)
{
    for (size_t t = 0; t < count; t++)
        for (size_t j = 0; j < count; j++) {
            double towards = pairs[j * count + t], from = pairs[t * count + j];

            if (j == t)
                continue;
            q[t * count + j] = -towards * from;
            q[t * count + t] += towards * towards;
        }
}

/* Writes Qp; returns p'Qp. */
static double multiply(const double *q, const double *p, size_t count,
                       double *product)
{
    double whole = 0;

    for (size_t t = 0; t < count; t++) {
        product[t] = 0;
        for (size_t j = 0; j < count; j++)
            product[t] += q[t * count + j] * p[j];
        whole += p[t] * product[t];
    }
    return whole;
}

/* Moves p[t] so that (Qp)[t] = p'Qp, brings the sum back to 1, and keeps Qp
 * and p'Qp up to date. */
static void settle(const double *q, size_t count, size_t t, double *p,
                   double *product, double *whole)
{
    const double *row = q + t * count;
    double by = (*whole - product[t]) / row[t], sum = 1 + by;

    *whole = (*whole + by * (2 * product[t] + by * row[t])) / (sum * sum);
    p[t] += by;
    for (size_t j = 0; j < count; j++) {
        product[j] = (product[j] + by * row[j]) / sum;
        p[j] /= sum;
    }
}

void platt_couple(const double *pairs, size_t count, double *probabilities)
{
    double *q = xcalloc(count * count, sizeof(*q));
    double *product = xcalloc(count, sizeof(*product));

    fill_matrix(pairs, count, q);
    for (size_t t = 0; t < count; t++)
        probabilities[t] = 1 / (double)count;
    for (int i = 0; i < 1000; i++) {
        double whole = multiply(q, probabilities, count, product), apart = 0;

        for (size_t t = 0; t < count; t++)
            apart = fmax(apart, fabs(product[t] - whole));
        if (apart < 1e-7)
            break;
        for (size_t t = 0; t < count; t++)
            settle(q, count, t, probabilities, product, &whole);
    }
    free(q);
    free(product);
}
