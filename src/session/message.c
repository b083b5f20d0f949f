#include "session/message.h"

#include <stdlib.h>

static void free_names(char **names, size_t count)
{
    for (size_t i = 0; names && i < count; i++)
        free(names[i]);
    free(names);
}

void library_destroy(struct library *library)
{
    if (!library)
        return;
    for (size_t i = 0; i < library->count; i++)
        track_finish(&library->rows[i].track);
    free(library->rows);
    free_names(library->classes, library->class_count);
    free(library);
}

void preview_destroy(struct preview *preview)
{
    if (!preview)
        return;
    free(preview->low);
    free(preview->high);
    feature_matrix_finish(&preview->picture);
    free(preview);
}

void verdict_destroy(struct verdict *verdict)
{
    if (!verdict)
        return;
    free(verdict->path);
    free_names(verdict->classes, verdict->class_count);
    free(verdict->probabilities);
    free(verdict);
}

void result_destroy(struct result *result)
{
    if (!result)
        return;
    run_finish(&result->run);
    run_epoch_list_finish(&result->epochs);
    run_prediction_list_finish(&result->predictions);
    score_finish(&result->test);
    free(result);
}

void train_order_destroy(struct train_order *order)
{
    if (!order)
        return;
    free(order->split_name);
    free(order->backend);
    free(order);
}

const char *job_name(enum job_kind job)
{
    static const char *const names[JOB_COUNT] = {
        [JOB_IMPORT] = "import",
        [JOB_EXTRACT] = "extract",
        [JOB_CLASSIFY] = "classify",
        [JOB_TRAIN] = "train",
    };

    return names[job];
}

void command_finish(struct command *command)
{
    switch (command->kind) {
    case COMMAND_IMPORT:
    case COMMAND_CLASSIFY_FILE:
        free(command->path);
        command->path = NULL;
        break;
    case COMMAND_TRAIN:
        train_order_destroy(command->order);
        command->order = NULL;
        break;
    case COMMAND_EXTRACT:
    case COMMAND_LOAD_LIBRARY:
    case COMMAND_PREVIEW:
    case COMMAND_CLASSIFY_TRACK:
    case COMMAND_LOAD_RUNS:
    case COMMAND_LOAD_RESULT:
    case COMMAND_PAUSE:
    case COMMAND_RESUME:
    case COMMAND_STOP_KEEP:
    case COMMAND_STOP_DISCARD:
    case COMMAND_SCALE_RATE:
    case COMMAND_CANCEL:
        break;
    }
}

static void finish_payload(struct event *event)
{
    switch (event->kind) {
    case EVENT_LIBRARY:
        library_destroy(event->library);
        break;
    case EVENT_PREVIEW:
        preview_destroy(event->preview);
        break;
    case EVENT_VERDICT:
        verdict_destroy(event->verdict);
        break;
    case EVENT_RUNS:
        if (event->runs)
            run_list_finish(event->runs);
        free(event->runs);
        break;
    case EVENT_RESULT:
        result_destroy(event->result);
        break;
    case EVENT_RUN_STARTED:
        if (event->run)
            run_finish(event->run);
        free(event->run);
        break;
    case EVENT_JOB_STARTED:
    case EVENT_JOB_PROGRESS:
    case EVENT_JOB_ENDED:
    case EVENT_IMPORTED:
    case EVENT_EXTRACTED:
    case EVENT_LOG:
    case EVENT_WARNING:
    case EVENT_STEP:
    case EVENT_EPOCH:
    case EVENT_PAUSED:
    case EVENT_RUN_ENDED:
    case EVENT_FAILED:
        break;
    }
}

void event_finish(struct event *event)
{
    finish_payload(event);
    free(event->text);
    *event = (struct event){.kind = EVENT_LOG};
}
