/* score_resampled.h - whether a difference over repeated trainings is one.
 *
 * Pure functions; any thread.
 */
#ifndef LEARN_SCORE_RESAMPLED_H
#define LEARN_SCORE_RESAMPLED_H

#include <stddef.h>

/* The probability that two equally good models differ on average at least as
 * much: the corrected resampled t-test of Nadeau and Bengio (2003), two-sided,
 * from their paired differences over `count` trainings.  Trainings share most
 * of their tracks; the variance is therefore taken as 1 / count + test / train
 * of that of the differences, with the sizes of the parts.  NAN for fewer than
 * two trainings; without any spread 1 when there is no difference, else 0. */
double score_resampled(const double *differences, size_t count, double test,
                       double train);

/* The probability that Student's t with this many degrees of freedom is at
 * least so far from 0. */
double score_student(double t, double freedom);

#endif
