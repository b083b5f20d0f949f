#include "session/evaluation.h"

#include "base/alloc.h"
#include "learn/classifier.h"

#include <stdlib.h>

static void fill_prediction(struct run_prediction *prediction,
                            const struct study_track *track, size_t classes)
{
    prediction->track_id = track->track_id;
    prediction->track_name = xstrdup(track->name);
    prediction->part = track->part;
    prediction->label = track->label;
    prediction->predicted = 0;
    for (size_t i = 1; i < classes; i++)
        if (prediction->probabilities[i] >
            prediction->probabilities[prediction->predicted])
            prediction->predicted = (int)i;
}

static bool predict_all(const struct evaluation *evaluation,
                        struct classifier *classifier,
                        struct run_prediction_list *list, bool *whole,
                        struct error *err)
{
    const struct study *study = evaluation->study;

    list->items = calloc(study->count, sizeof(*list->items));
    list->class_count = study->class_count;
    if (!list->items)
        return error_set(err, "not enough memory for %zu predictions",
                         study->count);
    for (size_t i = 0; i < study->count; i++) {
        struct run_prediction *prediction = &list->items[i];

        *whole = !atomic_load(evaluation->quitting);
        if (!*whole)
            return true;
        prediction->probabilities = xcalloc(study->class_count, sizeof(float));
        list->count++;
        if (!classifier_run(classifier, study->examples[i].inputs,
                            prediction->probabilities, err))
            return false;
        fill_prediction(prediction, &study->tracks[i], study->class_count);
        report_done(evaluation->reporter);
    }
    return true;
}

static bool evaluate(const struct evaluation *evaluation,
                     enum run_checkpoint checkpoint, bool *whole,
                     struct error *err)
{
    char *path = run_checkpoint_path(evaluation->catalog, evaluation->run_id,
                                     checkpoint);
    struct run_prediction_list list = {0};
    struct classifier *classifier = NULL;
    bool good =
        classifier_open(&classifier, path, "auto", evaluation->threads, err) &&
        predict_all(evaluation, classifier, &list, whole, err) &&
        (!*whole || run_put_predictions(evaluation->catalog, evaluation->run_id,
                                        checkpoint, &list, err));

    run_prediction_list_finish(&list);
    classifier_close(classifier);
    free(path);
    return good;
}

bool evaluation_run(const struct evaluation *evaluation, bool *whole,
                    struct error *err)
{
    bool good;

    *whole = true;
    report_started(evaluation->reporter, JOB_CLASSIFY,
                   2 * evaluation->study->count, "predicting all tracks");
    good = evaluate(evaluation, RUN_LAST, whole, err) &&
           (!*whole || evaluate(evaluation, RUN_BEST, whole, err));
    report_ended(evaluation->reporter, good ? NULL : err);
    return good;
}
