#include "tests/scene.h"

#include "base/alloc.h"
#include "tests/check.h"

#include <locale.h>
#include <string.h>

static const char *const genres[] = {"blues",  "classical", "country", "disco",
                                     "hiphop", "jazz",      "metal",   "pop",
                                     "reggae", "rock"};
enum { GENRES = sizeof(genres) / sizeof(genres[0]), RUN = 7 };

static bool record(void *context, struct command *command)
{
    struct scene *scene = context;

    if (scene->refusing || scene->order_count == SCENE_ORDERS) {
        command_finish(command);
        return false;
    }
    scene->orders[scene->order_count++] = *command;
    return true;
}

/* 12:00:00 UTC, always. */
static int64_t noon(void)
{
    return 1700049600;
}

void scene_init(struct scene *scene)
{
    struct app_options options = {.keymap = &scene->keymap,
                                  .send = record,
                                  .context = scene,
                                  .workspace = "/home/user/gtzan",
                                  .clock = noon};

    /* Widths of characters come from the locale, times of day from TZ. */
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("TZ", "UTC", 1);
    *scene = (struct scene){0};
    keymap_init(&scene->keymap);
    app_init(&scene->app, &options);
}

void scene_forget(struct scene *scene)
{
    for (size_t i = 0; i < scene->order_count; i++)
        command_finish(&scene->orders[i]);
    scene->order_count = 0;
}

void scene_finish(struct scene *scene)
{
    app_finish(&scene->app);
    scene_forget(scene);
}

void scene_keys(struct scene *scene, const char *names)
{
    while (*names) {
        size_t length = strcspn(names, " ");
        char name[KEY_NAME_SIZE] = "";

        snprintf(name, sizeof(name), "%.*s", (int)length, names);
        assert_int_not_equal(key_parse(name), 0);
        app_key(&scene->app, key_parse(name));
        names += length + strspn(names + length, " ");
    }
}

void scene_type(struct scene *scene, const char *text)
{
    for (; *text; text++)
        app_key(&scene->app, *text);
}

const struct command *scene_order(const struct scene *scene,
                                  enum command_kind kind)
{
    for (size_t i = scene->order_count; i > 0; i--)
        if (scene->orders[i - 1].kind == kind)
            return &scene->orders[i - 1];
    return NULL;
}

size_t scene_count(const struct scene *scene, enum command_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < scene->order_count; i++)
        count += scene->orders[i].kind == kind;
    return count;
}

void scene_event(struct scene *scene, struct event *event)
{
    app_event(&scene->app, event);
}

static char **class_names(void)
{
    char **names = xcalloc(GENRES, sizeof(*names));

    for (size_t i = 0; i < GENRES; i++)
        names[i] = xstrdup(genres[i]);
    return names;
}

/* --- the collection ------------------------------------------------------- */

static void fill_track(struct track *track, size_t genre, size_t number)
{
    *track = (struct track){
        .id = (int64_t)(genre * 1000 + number + 1),
        .name = xformat("%s.%05zu", genres[genre], number),
        .path = xformat("/music/genres/%s/%s.%05zu.wav", genres[genre],
                        genres[genre], number),
        .genre = xstrdup(genres[genre]),
        .original_genre = xstrdup(genres[genre]),
        .format = xstrdup("WAV, 16 bit"),
        .rate_hz = 22050,
        .channels = 1,
        .duration_s = 30.0 + (double)number / 10,
        .rms = 0.081,
        .peak = 0.62,
    };
    if (number % 3 == 0) {
        track->artist = xstrdup(number % 2 ? "Coleman Hawkins" : "Björk");
        track->title = xstrdup(number % 2 ? "Body and Soul" : "日本の歌");
    }
}

/* An unreadable track and a truncated one, whose name means mischief. */
static void spoil(struct library *library)
{
    struct track *track = &library->rows[1].track;

    track->status = TRACK_UNREADABLE;
    track->reason = xstrdup("cannot open 'blues.00001.wav': unknown format");
    track->duration_s = 0;
    track = &library->rows[2].track;
    track->status = TRACK_TRUNCATED;
    track->reason = xstrdup("ends after 12.0 s of 30.0 s");
    free(track->title);
    track->title = xstrdup("\033[31mred\a \xff");
}

/* Every fifth prediction is the next genre. */
static int predicted_class(size_t genre, size_t number)
{
    return (int)((genre + (number % 5 == 4)) % GENRES);
}

void scene_library(struct scene *scene, size_t each, bool predicted)
{
    struct event event = {.kind = EVENT_LIBRARY};
    struct library *library = xcalloc(1, sizeof(*library));

    library->count = each * GENRES;
    library->rows = xcalloc(library->count, sizeof(*library->rows));
    for (size_t i = 0; i < library->count; i++) {
        struct library_row *row = &library->rows[i];
        size_t genre = i / each, number = i % each;

        fill_track(&row->track, genre, number);
        row->predicted = predicted ? predicted_class(genre, number) : -1;
        row->confidence = 0.5f + (float)(i % 50) / 100;
        row->part = predicted ? (int)(number % SPLIT_PART_COUNT) : -1;
    }
    if (each > 2)
        spoil(library);
    if (predicted) {
        library->run_id = RUN;
        library->classes = class_names();
        library->class_count = GENRES;
    }
    event.library = library;
    app_event(&scene->app, &event);
}

/* Louder to the right and to the bottom; for named values, the row's columns
 * grow. */
static void fill_picture(struct feature_matrix *picture, size_t bands,
                         size_t frames)
{
    *picture = (struct feature_matrix){xcalloc(bands * frames, sizeof(float)),
                                       bands, frames};
    for (size_t band = 0; band < bands; band++)
        for (size_t frame = 0; frame < frames; frame++)
            picture->values[band * frames + frame] =
                (float)frame / 2 - 3 * (float)band;
}

void scene_picture(struct scene *scene, int64_t track_id,
                   enum feature_kind feature)
{
    enum { COUNT = 512, FRAMES = 128 };
    static const size_t bands[FEATURE_COUNT] = {32, 40, 24, 6, 1, 1};
    size_t columns = (size_t)feature_of(feature)->columns;
    struct event event = {.kind = EVENT_PREVIEW};
    struct preview *preview = xcalloc(1, sizeof(*preview));

    *preview = (struct preview){
        .track_id = track_id,
        .duration_s = 30,
        .low = xcalloc(COUNT, sizeof(float)),
        .high = xcalloc(COUNT, sizeof(float)),
        .count = COUNT,
        .feature = feature,
    };
    for (size_t i = 0; i < COUNT; i++) {
        preview->high[i] = (float)(i % 128) / 128;
        preview->low[i] = -preview->high[i] / 2;
    }
    fill_picture(&preview->picture, bands[feature], columns ? columns : FRAMES);
    event.preview = preview;
    app_event(&scene->app, &event);
}

void scene_preview(struct scene *scene, int64_t track_id)
{
    scene_picture(scene, track_id, FEATURE_MEL);
}

void scene_verdict(struct scene *scene, int64_t track_id)
{
    struct event event = {.kind = EVENT_VERDICT};
    struct verdict *verdict = xcalloc(1, sizeof(*verdict));

    *verdict = (struct verdict){
        .track_id = track_id,
        .run_id = RUN,
        .path = xstrdup("/home/user/new song.flac"),
        .duration_s = 187.5,
        .classes = class_names(),
        .probabilities = xcalloc(GENRES, sizeof(float)),
        .class_count = GENRES,
    };
    for (size_t i = 0; i < GENRES; i++)
        verdict->probabilities[i] = (float)(1 + i * 3 % GENRES) / 55;
    event.verdict = verdict;
    app_event(&scene->app, &event);
}

/* --- runs ----------------------------------------------------------------- */

static void fill_run(struct run *run, int64_t id, int epochs, int planned)
{
    *run = (struct run){
        .id = id,
        .model = xstrdup("cnn"),
        .features = xstrdup("mel"),
        .split_name = xstrdup("stratified"),
        .protocol = xstrdup("stratified"),
        .seed = 1,
        .backend = xstrdup("cpu"),
        .status = RUN_DONE,
        .epochs_planned = planned,
        .epochs_done = epochs,
        .best_epoch = epochs / 2,
        .classes = class_names(),
        .class_count = GENRES,
    };
}

static struct run_epoch epoch_at(int number)
{
    double x = number;

    return (struct run_epoch){
        .number = number,
        .train_loss = 2.3 / (1 + x / 8),
        .train_accuracy = 1 - 0.9 / (1 + x / 8),
        .valid_loss = 2.3 / (1 + x / 12) + x / 100,
        .valid_accuracy = 0.8 - 0.7 / (1 + x / 6),
        .learning_rate = 2e-3,
        .seconds = 4,
    };
}

void scene_result(struct scene *scene, enum run_checkpoint checkpoint)
{
    enum { EACH = 20, EPOCHS = 40 };
    struct event event = {.kind = EVENT_RESULT};
    struct result *result = xcalloc(1, sizeof(*result));
    int labels[GENRES * EACH], predicted[GENRES * EACH];

    fill_run(&result->run, RUN, EPOCHS, EPOCHS);
    result->checkpoint = checkpoint;
    result->epochs.items = xcalloc(EPOCHS, sizeof(struct run_epoch));
    result->epochs.count = EPOCHS;
    for (int i = 0; i < EPOCHS; i++)
        result->epochs.items[i] = epoch_at(i + 1);
    for (int i = 0; i < GENRES * EACH; i++) {
        labels[i] = i / EACH;
        predicted[i] = predicted_class((size_t)(i / EACH), (size_t)i % EACH);
        if (i % 7 == 0)
            predicted[i] = (labels[i] + 3) % GENRES;
    }
    score_init(&result->test, labels, predicted, sizeof(labels) / sizeof(int),
               GENRES);
    event.result = result;
    app_event(&scene->app, &event);
}

void scene_training(struct scene *scene, int epochs, int planned)
{
    struct event started = {.kind = EVENT_RUN_STARTED};
    struct event step = {.kind = EVENT_STEP};

    started.run = xcalloc(1, sizeof(*started.run));
    fill_run(started.run, RUN + 1, 0, planned);
    app_event(&scene->app, &started);
    for (int i = 1; i <= epochs; i++) {
        struct event event = {.kind = EVENT_EPOCH};

        event.epoch.run_id = RUN + 1;
        event.epoch.epoch = epoch_at(i);
        event.epoch.best = i <= epochs / 2;
        app_event(&scene->app, &event);
    }
    step.step.progress = (struct trainer_progress){.epoch = epochs + 1,
                                                   .step = 14,
                                                   .steps = 19,
                                                   .loss = 1.234,
                                                   .learning_rate = 8.1e-4,
                                                   .step_ms = 412.3,
                                                   .tracks_per_second = 77.6};
    step.step.left_s = 252;
    app_event(&scene->app, &step);
}

void scene_job(struct scene *scene, enum job_kind job, size_t done,
               size_t total)
{
    struct event started = {.kind = EVENT_JOB_STARTED};
    struct event progress = {.kind = EVENT_JOB_PROGRESS};

    started.job.job = job;
    started.text = xstrdup("/music/genres");
    app_event(&scene->app, &started);
    progress.job.job = job;
    progress.job.done = done;
    progress.job.total = total;
    progress.job.per_second = 12.3;
    progress.job.left_s = total ? 71 : -1;
    app_event(&scene->app, &progress);
}

void scene_log(struct scene *scene, enum event_kind kind, const char *text)
{
    struct event event = {.kind = kind};

    if (kind == EVENT_FAILED)
        error_set(&event.error, "%s", text);
    else
        event.text = xstrdup(text);
    app_event(&scene->app, &event);
}

/* --- screens -------------------------------------------------------------- */

char *scene_dump(struct scene *scene, int width, int height, struct look look)
{
    struct canvas canvas;
    char *text;

    canvas_init(&canvas, width, height, look);
    app_draw(&scene->app, &canvas);
    text = canvas_dump(&canvas);
    canvas_finish(&canvas);
    return text;
}

static char *read_golden(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;

    if (!file)
        return NULL;
    if (getdelim(&text, &size, '\0', file) < 0) {
        free(text);
        text = NULL;
    }
    fclose(file);
    return text;
}

static void write_golden(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void check_one(struct scene *scene, const char *name, int width,
                      int height, bool utf8)
{
    const char *top = getenv("TOP_SRCDIR");
    struct look look = {utf8, utf8 ? LOOK_256 : LOOK_MONO};
    char *path = xformat("%s/tests/golden/%s-%dx%d%s.screen", top ? top : ".",
                         name, width, height, utf8 ? "" : "-ascii");
    char *shown = scene_dump(scene, width, height, look);
    char *golden;

    if (getenv("GENRELAB_WRITE_GOLDEN"))
        write_golden(path, shown);
    golden = read_golden(path);
    if (!golden || strcmp(golden, shown) != 0)
        fail_msg("%s is not what is shown:\n%s", path, shown);
    free(golden);
    free(shown);
    free(path);
}

void scene_check(struct scene *scene, const char *name)
{
    static const struct {
        int width, height;
    } sizes[] = {{80, 24}, {200, 50}};

    for (int i = 0; i < 2; i++) {
        check_one(scene, name, sizes[i].width, sizes[i].height, true);
        check_one(scene, name, sizes[i].width, sizes[i].height, false);
    }
}

static const struct look plain = {true, LOOK_256};

bool scene_shows(struct scene *scene, const char *text)
{
    char *screen = scene_dump(scene, 120, 40, plain);
    bool found = strstr(screen, text) != NULL;

    if (!found)
        print_error("'%s' is not on this screen:\n%s\n", text, screen);
    free(screen);
    return found;
}

bool scene_hides(struct scene *scene, const char *text)
{
    char *screen = scene_dump(scene, 120, 40, plain);
    bool found = strstr(screen, text) != NULL;

    free(screen);
    return !found;
}
