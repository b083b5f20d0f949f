#include "tests/toy.h"

#include "base/rng.h"

static const char *const classes[] = {"low", "high"};

/* Noise, louder in the lower or in the upper half of the bands. */
static void fill(float *values, int label, uint64_t track)
{
    struct rng rng;

    rng_init(&rng, 11, track);
    for (int i = 0; i < TOY_BANDS * TOY_FRAMES; i++) {
        bool upper = i / TOY_FRAMES >= TOY_BANDS / 2;

        values[i] = -40 + 5 * rng_normal(&rng) + (upper == label ? 12.0F : 0);
    }
}

int toy_open(void **state)
{
    struct toy *f = calloc(1, sizeof(*f));
    struct error err = {0};

    f->values =
        calloc((size_t)TOY_TRACKS * TOY_BANDS * TOY_FRAMES, sizeof(float));
    for (int t = 0; t < TOY_TRACKS; t++) {
        float *values = f->values + (size_t)t * TOY_BANDS * TOY_FRAMES;

        fill(values, t % TOY_CLASSES, (uint64_t)t);
        f->examples[t].inputs[FEATURE_MEL] =
            (struct input){values, TOY_BANDS, TOY_FRAMES};
        f->examples[t].label = t % TOY_CLASSES;
    }
    f->train = (struct dataset){f->examples, 8, TOY_CLASSES};
    f->valid = (struct dataset){f->examples + 8, 4, TOY_CLASSES};
    f->data = (struct trainer_data){
        .train = &f->train, .valid = &f->valid, .classes = classes};
    if (!settings_init(&f->settings, "cnn", &err))
        return -1;
    f->threads = 1;
    f->settings.crop_seconds = 0.5;
    f->settings.batch = 4;
    f->settings.crops = 3;
    f->settings.width = 4;
    f->settings.epochs = 6;
    f->settings.warmup = 1;
    f->settings.learning_rate = 5e-3;
    f->settings.dropout = 0.2;
    f->folder = scratch_create();
    if (asprintf(&f->path, "%s/one.safetensors", f->folder) < 0 ||
        asprintf(&f->other, "%s/two.safetensors", f->folder) < 0)
        return -1;
    *state = f;
    return 0;
}

int toy_close(void **state)
{
    struct toy *f = *state;

    scratch_remove(f->folder);
    free(f->path);
    free(f->other);
    free(f->values);
    free(f);
    return 0;
}

struct trainer *toy_trainer(struct toy *f)
{
    struct trainer *trainer = NULL;
    struct error err = {0};

    check_ok(trainer_create(&trainer, &f->settings, &f->data, "auto",
                            f->threads, &err),
             err);
    return trainer;
}

struct trainer_epoch toy_train(struct trainer *trainer, int count)
{
    struct trainer_epoch epoch = {0};
    struct error err = {0};
    bool stopped;

    for (int i = 0; i < count; i++) {
        check_ok(trainer_run_epoch(trainer, NULL, NULL, &epoch, &stopped, &err),
                 err);
        assert_false(stopped);
    }
    return epoch;
}

void toy_save(struct trainer *trainer, const char *path)
{
    struct error err = {0};

    check_ok(trainer_save(trainer, path, &err), err);
}

char *toy_read(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *bytes;
    long length;

    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    length = ftell(file);
    rewind(file);
    bytes = malloc((size_t)length + 1);
    *size = fread(bytes, 1, (size_t)length, file);
    fclose(file);
    return bytes;
}

void toy_write(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

void toy_check_same_files(const char *path, const char *other)
{
    size_t size, other_size;
    char *bytes = toy_read(path, &size);
    char *other_bytes = toy_read(other, &other_size);

    assert_int_equal(size, other_size);
    assert_memory_equal(bytes, other_bytes, size);
    free(bytes);
    free(other_bytes);
}
