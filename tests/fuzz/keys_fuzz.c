/* Keys, clicks, sizes and the session's news, in any order.
 *
 * Each byte is one of them; the screen is drawn every few bytes.
 */
#include "base/text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/scene.h"

#include <stdlib.h>

enum { DRAWN_EVERY = 8, BYTES_MAX = 512 };

/* The bytes beyond ASCII: named keys, then other happenings. */
enum { NAMED = 0x80, CLICK = 0xA0, WHEEL = 0xB0, NEWS = 0xC0, SIZE = 0xD0 };

static void point(struct scene *scene, enum gesture_kind kind, int byte)
{
    struct gesture gesture = {
        .kind = kind, .x = byte * 37 % 90, .y = byte * 11 % 30, .steps = 3};

    if (byte & 1)
        gesture.steps = -gesture.steps;
    app_gesture(&scene->app, &gesture);
}

static void news(struct scene *scene, int kind)
{
    switch (kind % 8) {
    case 0:
        scene_library(scene, 0, false);
        break;
    case 1:
        scene_library(scene, 3, true);
        break;
    case 2:
        scene_preview(scene, 5);
        break;
    case 3:
        scene_verdict(scene, 5);
        break;
    case 4:
        scene_result(scene, kind & 8 ? RUN_BEST : RUN_LAST);
        break;
    case 5:
        scene_training(scene, 3, 10);
        break;
    case 6:
        scene_job(scene, JOB_IMPORT, 3, 10);
        break;
    default:
        scene_log(scene, kind & 8 ? EVENT_LOG : EVENT_WARNING, "a message");
        break;
    }
}

static void draw(struct scene *scene, int size, int depth)
{
    const struct look look = {.utf8 = depth & 1,
                              .depth = (enum look_depth)(depth % 4)};
    char *text = scene_dump(scene, size * 29 % 210, size * 7 % 70, look);

    for (const char *cursor = text; *cursor;) {
        int32_t code = text_next(&cursor);

        fuzz_check(code > 0, "the screen is valid UTF-8");
        fuzz_check(code == '\n' || !text_is_control(code),
                   "nothing on the screen steers a terminal");
        fuzz_check(look.utf8 || code < 0x80, "plain screens are ASCII");
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct scene scene;
    int width = 3;

    scene_init(&scene);
    for (size_t i = 0; i < size && i < BYTES_MAX && !scene.app.ended; i++) {
        int byte = bytes[i];

        if (byte < NAMED)
            app_key(&scene.app, byte == '\n' ? NAMED_ENTER : byte);
        else if (byte < CLICK)
            app_key(&scene.app, KEY_NAMED + byte - NAMED);
        else if (byte < WHEEL)
            point(&scene, GESTURE_CLICK, byte);
        else if (byte < NEWS)
            point(&scene, GESTURE_WHEEL, byte);
        else if (byte < SIZE)
            news(&scene, byte - NEWS);
        else
            width = byte;
        if (i % DRAWN_EVERY == 0)
            draw(&scene, width, byte);
        scene_forget(&scene);
    }
    draw(&scene, width, 1);
    scene_finish(&scene);
    return 0;
}
