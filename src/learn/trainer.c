#include "learn/trainer.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "learn/baseline.h"
#include "learn/baseline_trainer.h"
#include "learn/checkpoint.h"
#include "learn/sampler.h"
#include "learn/schedule.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Above this a cross-entropy is no accident of one batch any more. */
static const double hopeless_loss = 1e4;

struct trainer {
    struct baseline_trainer *baseline; /* NULL: a network, all below */
    struct model model;
    struct trainer_data data;
    struct sampler *sampler;
    struct program *program;
    struct evaluator *evaluator;
    struct position position;
    float *inputs[FEATURE_COUNT]; /* batch x rows x frames */
    float *targets;               /* batch x classes */
    float *probabilities;         /* batch x classes */
    float *losses;                /* batch */
    int *labels;                  /* batch */
    float *track;                 /* classes: one track's probabilities */
};

/* --- before the first step ----------------------------------------------- */

static bool check_part(const struct dataset *part, const char *name,
                       unsigned features, struct error *err)
{
    if (part->count == 0)
        return error_set(err, "the %s part has no tracks", name);
    for (size_t i = 0; i < part->count; i++) {
        const struct example *example = &part->examples[i];
        char which[64];

        snprintf(which, sizeof(which), "track %zu of the %s part", i + 1, name);
        if (!crop_check(example->inputs, features, which, err))
            return false;
        if (example->label < 0 || example->label >= part->classes)
            return error_set(err, "%s has no genre", which);
    }
    return true;
}

static bool check_classes(const struct trainer_data *data, struct error *err)
{
    const struct dataset *train = data->train;

    if (train->classes < 2)
        return error_set(err, "a network tells genres apart: one alone cannot "
                              "be trained");
    if (data->valid->classes != train->classes)
        return error_set(err,
                         "the validation part has %d genres, the training "
                         "part %d",
                         data->valid->classes, train->classes);
    for (size_t i = 1; i < train->count; i++)
        if (train->examples[i].label != train->examples[0].label)
            return true;
    return error_set(err,
                     "all tracks of the training part are '%s': there is "
                     "nothing to tell apart",
                     data->classes[train->examples[0].label]);
}

static bool check(const struct settings *settings, const struct extent *extent,
                  const struct trainer_data *data, struct error *err)
{
    size_t crops =
        data->train->count * (extent->whole ? 1 : (size_t)settings->crops);

    if (settings->epochs < 1)
        return error_set(err, "%d epochs are nothing to train",
                         settings->epochs);
    if (settings->batch < 1 || settings->crops < 1)
        return error_set(err, "a step needs at least one example");
    if (!check_part(data->train, "training", settings->features, err) ||
        !check_part(data->valid, "validation", settings->features, err) ||
        !check_classes(data, err))
        return false;
    if (crops < (size_t)settings->batch)
        return error_set(err,
                         "a batch of %d is larger than the training "
                         "part: %zu tracks give %zu crops",
                         settings->batch, data->train->count, crops);
    return true;
}

static bool take_memory(struct trainer *trainer, struct error *err)
{
    const struct settings *settings = &trainer->model.settings;
    size_t batch = (size_t)settings->batch;
    size_t classes = trainer->model.class_count;

    trainer->targets = xcalloc(batch * classes, sizeof(float));
    trainer->probabilities = xcalloc(batch * classes, sizeof(float));
    trainer->losses = xcalloc(batch, sizeof(float));
    trainer->labels = xcalloc(batch, sizeof(int));
    trainer->track = xcalloc(classes, sizeof(float));
    for (int i = 0; i < FEATURE_COUNT; i++) {
        enum feature_kind kind = (enum feature_kind)i;

        if (!(settings->features & 1U << i))
            continue;
        trainer->inputs[i] =
            calloc(batch * extent_values(&trainer->model.standard.extent, kind),
                   sizeof(float));
        if (!trainer->inputs[i])
            return error_set(err, "cannot take memory for a batch of %d",
                             settings->batch);
    }
    return true;
}

/* Validation computes as many crops at once as its first track has. */
static bool compile(struct trainer *trainer, struct error *err)
{
    struct model *model = &trainer->model;
    size_t crops =
        evaluator_crops(model, trainer->data.valid->examples[0].inputs);
    const struct program_plan plan = {.network = model->network,
                                      .backend = model->backend,
                                      .device = model->device,
                                      .batch = model->settings.batch,
                                      .training = true};

    return program_create(&trainer->program, &plan, err) &&
           evaluator_create(&trainer->evaluator, model,
                            crops > 32 ? 32 : (int)crops, err);
}

static bool create_baseline(struct trainer **out,
                            const struct settings *settings,
                            const struct trainer_data *data, int threads,
                            struct error *err)
{
    struct baseline_trainer *baseline;

    if (!baseline_trainer_create(&baseline, settings, data, threads, err))
        return false;
    *out = xcalloc(1, sizeof(**out));
    (*out)->baseline = baseline;
    return true;
}

static bool measure(struct extent *extent, const struct settings *settings,
                    const struct trainer_data *data, struct error *err)
{
    const struct dataset *sets[] = {data->train, data->valid, data->test};

    return extent_measure(extent, settings, sets, data->test ? 3 : 2, err);
}

bool trainer_create(struct trainer **out, const struct settings *settings,
                    const struct trainer_data *data, const char *backend,
                    int threads, struct error *err)
{
    struct extent extent;
    const struct model_options options = {
        .settings = settings,
        .extent = &extent,
        .classes = data->classes,
        .class_count = (size_t)data->train->classes,
        .backend = backend,
        .threads = threads,
    };
    struct trainer *trainer;
    struct model *model;

    if (baseline_exists(settings->model))
        return create_baseline(out, settings, data, threads, err);
    if (!measure(&extent, settings, data, err) ||
        !check(settings, &extent, data, err))
        return false;
    trainer = xcalloc(1, sizeof(*trainer));
    model = &trainer->model;
    trainer->data = *data;
    trainer->position.rate_factor = 1;
    if (!model_init(model, &options, err))
        goto fail;
    if (!standard_fit(&model->standard, data->train, err) ||
        !network_start(model->network, model->backend, model->device,
                       settings->seed, err) ||
        !take_memory(trainer, err) || !compile(trainer, err) ||
        !sampler_create(&trainer->sampler, &model->settings, data->train,
                        &model->standard, err))
        goto fail;
    *out = trainer;
    return true;

fail:
    trainer_destroy(trainer);
    return false;
}

void trainer_destroy(struct trainer *trainer)
{
    if (!trainer)
        return;
    baseline_trainer_destroy(trainer->baseline);
    sampler_destroy(trainer->sampler);
    evaluator_destroy(trainer->evaluator);
    program_destroy(trainer->program);
    model_finish(&trainer->model);
    for (int i = 0; i < FEATURE_COUNT; i++)
        free(trainer->inputs[i]);
    free(trainer->targets);
    free(trainer->probabilities);
    free(trainer->losses);
    free(trainer->labels);
    free(trainer->track);
    free(trainer);
}

const char *trainer_backend(const struct trainer *trainer)
{
    return trainer->baseline ? "cpu" : trainer->model.backend->name;
}

int trainer_epochs_done(const struct trainer *trainer)
{
    if (trainer->baseline)
        return baseline_trainer_epochs_done(trainer->baseline);
    return trainer->position.epochs_done;
}

int trainer_best_epoch(const struct trainer *trainer)
{
    if (trainer->baseline)
        return baseline_trainer_epochs_done(trainer->baseline);
    return trainer->position.best_epoch;
}

/* --- one epoch ----------------------------------------------------------- */

/* Sums over the steps of an epoch. */
struct tally {
    double loss;
    size_t correct, count;
};

static size_t largest(const float *values, size_t count)
{
    size_t best = 0;

    for (size_t i = 1; i < count; i++)
        if (values[i] > values[best])
            best = i;
    return best;
}

static bool load_batch(struct trainer *trainer, int step, struct error *err)
{
    for (int i = 0; i < FEATURE_COUNT; i++) {
        enum feature_kind kind = (enum feature_kind)i;

        if (!trainer->inputs[i])
            continue;
        sampler_input(trainer->sampler, step, kind, trainer->inputs[i]);
        if (!program_set_input(trainer->program, kind, trainer->inputs[i], err))
            return false;
    }
    sampler_labels(trainer->sampler, step, trainer->labels);
    sampler_targets(trainer->sampler, step, trainer->targets);
    return program_set_targets(trainer->program, trainer->targets, err);
}

static bool count_batch(struct trainer *trainer, struct tally *tally,
                        double *loss, struct error *err)
{
    size_t batch = (size_t)trainer->model.settings.batch;
    size_t classes = trainer->model.class_count;

    if (!program_losses(trainer->program, trainer->losses, err) ||
        !program_probabilities(trainer->program, trainer->probabilities, err))
        return false;
    *loss = 0;
    for (size_t i = 0; i < batch; i++) {
        *loss += trainer->losses[i] / (double)batch;
        tally->correct += largest(trainer->probabilities + i * classes,
                                  classes) == (size_t)trainer->labels[i];
    }
    tally->count += batch;
    tally->loss += *loss * (double)batch;
    return true;
}

static bool diverged(struct trainer *trainer, double loss, int step,
                     struct error *err)
{
    const char *layer = program_blame(trainer->program);

    return error_set(err,
                     "the training diverged in step %d of epoch %d at the "
                     "layer '%s' (loss %g); a smaller learning rate may help",
                     step + 1, trainer->position.epochs_done + 1,
                     layer ? layer : "?", loss);
}

/* relu turns what is no number into 0, so that the loss alone does not tell:
 * the gradient does. */
static bool check_numbers(struct trainer *trainer, double loss, int step,
                          struct error *err)
{
    struct model *model = &trainer->model;
    double norm;

    if (!model->backend->norm(model->device, ARENA_GRADIENTS, &norm, err))
        return false;
    if (isfinite(loss) && loss < hopeless_loss && isfinite(norm))
        return true;
    return diverged(trainer, loss, step, err);
}

static double rate_of(const struct trainer *trainer, int step)
{
    int steps = sampler_steps(trainer->sampler);
    long before = (long)trainer->position.epochs_done * steps;

    return trainer->position.rate_factor *
           schedule_rate(&trainer->model.settings, steps, before + step);
}

static bool run_step(struct trainer *trainer, int step, struct tally *tally,
                     double *loss, struct error *err)
{
    struct model *model = &trainer->model;
    uint64_t number = (uint64_t)trainer->position.epochs_done *
                          (uint64_t)sampler_steps(trainer->sampler) +
                      (uint64_t)step + 1;
    const struct adamw how = {
        .learning_rate = rate_of(trainer, step),
        .beta1 = 0.9,
        .beta2 = 0.999,
        .epsilon = 1e-8,
        .weight_decay = model->settings.weight_decay,
        .step = number,
    };

    return load_batch(trainer, step, err) &&
           program_forward(trainer->program, true, number, err) &&
           count_batch(trainer, tally, loss, err) &&
           program_backward(trainer->program, err) &&
           check_numbers(trainer, *loss, step, err) &&
           model->backend->adamw(model->device, &how, err);
}

static bool run_steps(struct trainer *trainer, trainer_hook *hook,
                      void *context, struct tally *tally, bool *stopped,
                      struct error *err)
{
    const struct settings *settings = &trainer->model.settings;
    int steps = sampler_steps(trainer->sampler);

    sampler_begin(trainer->sampler, trainer->position.epochs_done + 1);
    for (int step = 0; step < steps && !*stopped; step++) {
        double begun = clock_seconds(), seconds, loss;
        struct trainer_progress progress;

        if (!run_step(trainer, step, tally, &loss, err))
            return false;
        seconds = clock_seconds() - begun;
        progress = (struct trainer_progress){
            .epoch = trainer->position.epochs_done + 1,
            .step = step + 1,
            .steps = steps,
            .loss = loss,
            .learning_rate = rate_of(trainer, step),
            .step_ms = seconds * 1e3,
            .tracks_per_second =
                settings->batch /
                (seconds * sampler_crops(trainer->sampler) + 1e-9),
        };
        *stopped = hook && !hook(context, &progress);
    }
    return true;
}

static bool validate(struct trainer *trainer, struct trainer_epoch *out,
                     struct error *err)
{
    const struct dataset *valid = trainer->data.valid;
    size_t correct = 0;
    double loss = 0;

    for (size_t i = 0; i < valid->count; i++) {
        const struct example *example = &valid->examples[i];
        float right;

        if (!evaluator_run(trainer->evaluator, example->inputs, trainer->track,
                           err))
            return false;
        right = trainer->track[example->label];
        if (!isfinite(right))
            return error_set(
                err,
                "the training diverged in the last step of epoch %d at "
                "the layer '%s'",
                out->number, evaluator_blame(trainer->evaluator));
        loss -= log(fmax(right, 1e-12)) / (double)valid->count;
        correct += largest(trainer->track, trainer->model.class_count) ==
                   (size_t)example->label;
    }
    out->valid_loss = loss;
    out->valid_accuracy = (double)correct / (double)valid->count;
    return true;
}

/* Few tracks make equal accuracies likely: the loss decides between them. */
static bool is_best(const struct position *position,
                    const struct trainer_epoch *epoch)
{
    if (position->best_epoch == 0 ||
        epoch->valid_accuracy > position->best_accuracy)
        return true;
    return epoch->valid_accuracy == position->best_accuracy &&
           epoch->valid_loss < position->best_loss;
}

bool trainer_run_epoch(struct trainer *trainer, trainer_hook *hook,
                       void *context, struct trainer_epoch *out, bool *stopped,
                       struct error *err)
{
    struct position *position = &trainer->position;
    double begun = clock_seconds();
    struct tally tally = {0};

    if (trainer->baseline)
        return baseline_trainer_run(trainer->baseline, hook, context, out,
                                    stopped, err);
    *stopped = false;
    *out = (struct trainer_epoch){.number = position->epochs_done + 1};
    if (position->epochs_done >= trainer->model.settings.epochs)
        return error_set(err, "all %d epochs have been trained",
                         trainer->model.settings.epochs);
    if (!run_steps(trainer, hook, context, &tally, stopped, err))
        return false;
    if (*stopped)
        return true;
    if (!validate(trainer, out, err))
        return false;
    out->train_loss = tally.loss / (double)tally.count;
    out->train_accuracy = (double)tally.correct / (double)tally.count;
    out->learning_rate = rate_of(trainer, sampler_steps(trainer->sampler) - 1);
    out->best = is_best(position, out);
    out->seconds = clock_seconds() - begun;
    position->epochs_done = out->number;
    if (out->best) {
        position->best_epoch = out->number;
        position->best_accuracy = out->valid_accuracy;
        position->best_loss = out->valid_loss;
    }
    return true;
}

void trainer_scale_learning_rate(struct trainer *trainer, double factor)
{
    trainer->position.rate_factor *= factor;
}

bool trainer_save(struct trainer *trainer, const char *path, struct error *err)
{
    if (trainer->baseline)
        return baseline_trainer_save(trainer->baseline, path, err);
    return checkpoint_save(&trainer->model, &trainer->position, path, err);
}

bool trainer_load(struct trainer *trainer, const char *path, struct error *err)
{
    struct checkpoint *checkpoint;
    bool loaded;

    if (trainer->baseline)
        return baseline_trainer_load(trainer->baseline, path, err);
    if (!checkpoint_open(&checkpoint, path, err))
        return false;
    loaded = checkpoint_matches(checkpoint, &trainer->model, err) &&
             checkpoint_apply(checkpoint, &trainer->model, true, err);
    if (loaded)
        trainer->position = checkpoint->position;
    checkpoint_close(checkpoint);
    return loaded;
}
