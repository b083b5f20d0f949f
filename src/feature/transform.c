#include "feature/transform.h"

#include "base/alloc.h"

#include <fftw3.h>
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

void transform_lock(void)
{
    pthread_mutex_lock(&planner);
}

void transform_unlock(void)
{
    pthread_mutex_unlock(&planner);
}

bool transform_create(struct transform **out, size_t size, struct error *err)
{
    struct transform *transform = xcalloc(1, sizeof(*transform));
    fftwf_complex *bins = fftwf_alloc_complex(size / 2 + 1);

    transform->size = size;
    transform->bins = (float *)bins;
    transform->values = fftwf_alloc_real(size);
    if (bins && transform->values) {
        transform_lock();
        transform->forward = fftwf_plan_dft_r2c_1d((int)size, transform->values,
                                                   bins, FFTW_ESTIMATE);
        transform->backward = fftwf_plan_dft_c2r_1d(
            (int)size, bins, transform->values, FFTW_ESTIMATE);
        transform_unlock();
    }
    if (!transform->forward || !transform->backward) {
        transform_destroy(transform);
        return error_set(err, "cannot prepare a %zu-point transform", size);
    }
    *out = transform;
    return true;
}

void transform_destroy(struct transform *transform)
{
    if (!transform)
        return;
    transform_lock();
    if (transform->forward)
        fftwf_destroy_plan(transform->forward);
    if (transform->backward)
        fftwf_destroy_plan(transform->backward);
    transform_unlock();
    fftwf_free(transform->values);
    fftwf_free(transform->bins);
    free(transform);
}

void transform_forward(struct transform *transform)
{
    fftwf_execute(transform->forward);
}

void transform_backward(struct transform *transform)
{
    fftwf_execute(transform->backward);
}
