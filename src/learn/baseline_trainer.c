#include "learn/baseline_trainer.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "learn/baseline.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct baseline_trainer {
    struct settings settings;
    struct trainer_data data;
    int threads;
    struct baseline *baseline; /* NULL until it is trained or loaded */
};

bool baseline_trainer_create(struct baseline_trainer **out,
                             const struct settings *settings,
                             const struct trainer_data *data, int threads,
                             struct error *err)
{
    struct baseline_trainer *trainer;

    if (data->train->count == 0)
        return error_set(err, "the training part has no tracks");
    if (data->valid->count == 0)
        return error_set(err, "the validation part has no tracks");
    trainer = xcalloc(1, sizeof(*trainer));
    trainer->settings = *settings;
    trainer->data = *data;
    trainer->threads = threads;
    *out = trainer;
    return true;
}

void baseline_trainer_destroy(struct baseline_trainer *trainer)
{
    if (!trainer)
        return;
    baseline_close(trainer->baseline);
    free(trainer);
}

int baseline_trainer_epochs_done(const struct baseline_trainer *trainer)
{
    return trainer->baseline ? 1 : 0;
}

/* --- the only epoch ------------------------------------------------------ */

/* What the thread that trains and the one that waits share. */
struct work {
    struct baseline_trainer *trainer;
    atomic_bool cancelled;
    pthread_mutex_t lock; /* guards the three below */
    pthread_cond_t ended;
    bool done;
    bool good;
    struct error err;
};

static void *train(void *argument)
{
    struct work *work = argument;
    struct baseline_trainer *trainer = work->trainer;
    const struct baseline_data data = {trainer->data.train,
                                       trainer->data.classes, &work->cancelled};
    struct error err = {0};
    bool good = baseline_train(&trainer->baseline, &trainer->settings, &data,
                               trainer->threads, &err);

    pthread_mutex_lock(&work->lock);
    work->good = good;
    work->err = err;
    work->done = true;
    pthread_cond_signal(&work->ended);
    pthread_mutex_unlock(&work->lock);
    return NULL;
}

/* Waits a tenth of a second, or less when the training ends. */
static bool wait_for_end(struct work *work)
{
    struct timespec until;
    bool done;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 100000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_mutex_lock(&work->lock);
    if (!work->done)
        pthread_cond_timedwait(&work->ended, &work->lock, &until);
    done = work->done;
    pthread_mutex_unlock(&work->lock);
    return done;
}

static bool run_thread(struct work *work, trainer_hook *hook, void *context,
                       struct error *err)
{
    double begun = clock_seconds();
    pthread_t thread;

    if (pthread_create(&thread, NULL, train, work) != 0)
        return error_set(err, "cannot start a thread to train in");
    while (!wait_for_end(work)) {
        const struct trainer_progress progress = {
            .epoch = 1,
            .steps = 1,
            .step_ms = (clock_seconds() - begun) * 1e3,
        };

        if (hook && !atomic_load(&work->cancelled) && !hook(context, &progress))
            atomic_store(&work->cancelled, true);
    }
    pthread_join(thread, NULL);
    *err = work->err;
    return work->good;
}

/* The mean log-loss and the share of right answers. */
static bool rate(const struct baseline *baseline, const struct dataset *part,
                 double *loss, double *accuracy, struct error *err)
{
    size_t classes = baseline_class_count(baseline), correct = 0;
    float *p = xcalloc(classes, sizeof(*p));
    bool good = true;

    *loss = 0;
    for (size_t i = 0; i < part->count && good; i++) {
        size_t label = (size_t)part->examples[i].label, best = 0;

        good = baseline_run(baseline, part->examples[i].inputs, p, err);
        for (size_t j = 1; j < classes && good; j++)
            best = p[j] > p[best] ? j : best;
        *loss -= log(fmax((double)p[label], 1e-12)) / (double)part->count;
        correct += best == label;
    }
    *accuracy = (double)correct / (double)part->count;
    free(p);
    return good;
}

bool baseline_trainer_run(struct baseline_trainer *trainer, trainer_hook *hook,
                          void *context, struct trainer_epoch *out,
                          bool *stopped, struct error *err)
{
    struct work work = {.trainer = trainer,
                        .lock = PTHREAD_MUTEX_INITIALIZER,
                        .ended = PTHREAD_COND_INITIALIZER};
    double begun = clock_seconds();
    bool good;

    *stopped = false;
    *out = (struct trainer_epoch){.number = 1, .best = true};
    if (trainer->baseline)
        return error_set(err, "'%s' is trained already",
                         trainer->settings.model);
    good = run_thread(&work, hook, context, err);
    *stopped = !good && atomic_load(&work.cancelled);
    if (!good)
        return *stopped;
    if (!rate(trainer->baseline, trainer->data.train, &out->train_loss,
              &out->train_accuracy, err) ||
        !rate(trainer->baseline, trainer->data.valid, &out->valid_loss,
              &out->valid_accuracy, err))
        return false;
    out->seconds = clock_seconds() - begun;
    return true;
}

/* --- files --------------------------------------------------------------- */

bool baseline_trainer_save(struct baseline_trainer *trainer, const char *path,
                           struct error *err)
{
    if (!trainer->baseline)
        return error_set(err, "cannot write '%s': nothing is trained yet",
                         path);
    return baseline_save(trainer->baseline, path, err);
}

static bool check_settings(const struct baseline_trainer *trainer,
                           const struct baseline *baseline, const char *path,
                           struct error *err)
{
    const char *model = baseline_settings(baseline)->model;
    size_t count;
    const struct setting *table = settings_table(&count);

    for (size_t i = 0; i < count; i++) {
        char theirs[256], ours[256];

        if (!settings_applies(table[i].name, model))
            continue;
        settings_get(baseline_settings(baseline), table[i].name, theirs,
                     sizeof(theirs));
        settings_get(&trainer->settings, table[i].name, ours, sizeof(ours));
        if (strcmp(theirs, ours) != 0)
            return error_set(err, "'%s' was trained with %s %s, not %s", path,
                             table[i].name, theirs, ours);
    }
    return true;
}

static bool check_classes(const struct baseline_trainer *trainer,
                          const struct baseline *baseline, const char *path,
                          struct error *err)
{
    size_t count = (size_t)trainer->data.train->classes;

    if (baseline_class_count(baseline) != count)
        return error_set(err, "'%s' tells %zu genres apart, not %zu", path,
                         baseline_class_count(baseline), count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(baseline_class(baseline, i), trainer->data.classes[i]) != 0)
            return error_set(err,
                             "'%s' knows the genre '%s' where '%s' is "
                             "expected",
                             path, baseline_class(baseline, i),
                             trainer->data.classes[i]);
    return true;
}

bool baseline_trainer_load(struct baseline_trainer *trainer, const char *path,
                           struct error *err)
{
    struct baseline *baseline;

    if (!baseline_open(&baseline, path, err))
        return false;
    if (!check_settings(trainer, baseline, path, err) ||
        !check_classes(trainer, baseline, path, err)) {
        baseline_close(baseline);
        return false;
    }
    baseline_close(trainer->baseline);
    trainer->baseline = baseline;
    return true;
}
