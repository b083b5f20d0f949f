#include "audio/audio_dependency.h"
#include "base/pool.h"
#include "catalog/catalog_dependency.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/verbs.h"
#include "command/version.h"
#include "command/workspace.h"
#include "feature/feature_dependency.h"
#include "learn/backend.h"
#include "learn/cpu_dependency.h"
#include "learn/device_module.h"

#include <langinfo.h>

static void add_text(struct output *output, const char *name, const char *title,
                     const char *text)
{
    output_fact(output, (struct output_column){.name = name, .title = title},
                output_text(text));
}

static void add_integer(struct output *output, const char *name,
                        const char *title, long long integer)
{
    output_fact(output, (struct output_column){.name = name, .title = title},
                output_integer(integer));
}

/* Opens the catalogue, which brings its schema up to date, and checks all of
 * it.  A workspace that is not there yet is no fault. */
static bool add_workspace(struct output *output,
                          const struct invocation *invocation)
{
    struct catalog *catalog = NULL;
    struct error err = {0};
    bool there = workspace_check(invocation, &err);
    bool sound;

    add_text(output, "workspace", "workspace", invocation->workspace);
    if (!there) {
        add_text(output, "catalogue", "catalogue", "not there yet");
        return true;
    }
    sound = catalog_open(&catalog, invocation->workspace, &err) &&
            catalog_verify(catalog, &err);
    catalog_close(catalog);
    add_text(output, "catalogue", "catalogue", sound ? "sound" : err.text);
    return sound;
}

static void add_libraries(struct output *output)
{
    static const struct output_column columns[] = {
        {"library", "library", NULL, 0, false},
        {"version", "version", NULL, 0, false},
    };
    static dependency_list *const lists[] = {
        audio_dependency, feature_dependency, catalog_dependency,
        cpu_dependency,   hash_dependency,    output_dependency,
    };
    struct dependency library;

    output_table(output, "libraries", NULL, columns, 2);
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        for (size_t j = 0; lists[i](j, &library); j++) {
            output_cell(output, output_text(library.name));
            output_cell(output, output_text(library.version));
        }
    }
}

static void add_backends(struct output *output)
{
    static const struct output_column columns[] = {
        {"backend", "backend", NULL, 0, false},
        {"usable", "usable", NULL, 0, false},
        {"reason", "because", NULL, 0, false},
    };
    const struct backend *const *backends = backend_list();

    output_table(output, "backends", NULL, columns, 3);
    for (size_t i = 0; backends[i]; i++) {
        struct error err = {0};
        bool usable = backends[i]->probe(&err);

        output_cell(output, output_text(backends[i]->name));
        output_cell(output, output_flag(usable));
        output_cell(output, usable ? output_absent() : output_text(err.text));
    }
}

static void add_choice(struct output *output)
{
    const struct backend *chosen = NULL;
    const char *why = NULL;
    struct error err = {0};

    if (backend_choose("auto", &chosen, &why, &err)) {
        add_text(output, "auto", "auto takes", chosen->name);
        add_text(output, "auto_reason", "because", why);
    } else {
        add_text(output, "auto", "auto takes", NULL);
        add_text(output, "auto_reason", "because", err.text);
    }
}

static void add_devices(struct output *output)
{
    static const struct output_column columns[] = {
        {"device", "device", NULL, 0, false},
        {"compute", "compute", NULL, 0, false},
        {"memory_mib", "memory", "MiB", 0, true},
    };
    struct device_report report;
    struct error err = {0};
    bool found = device_module_probe(&report, &err);

    add_text(output, "cuda", "CUDA", found ? "there are devices" : err.text);
    output_table(output, "devices", NULL, columns, 3);
    for (int i = 0; found && i < report.count; i++) {
        char compute[32];

        snprintf(compute, sizeof(compute), "%d.%d", report.devices[i].major,
                 report.devices[i].minor);
        output_cell(output, output_text(report.devices[i].name));
        output_cell(output, output_text(compute));
        output_cell(output, output_integer(
                                (long long)(report.devices[i].memory >> 20)));
    }
}

static int run(const struct invocation *invocation)
{
    struct output *output = output_create(invocation->format, "doctor");
    bool sound;

    add_text(output, "version", "genrelab", version_text());
    add_text(output, "charset", "characters", nl_langinfo(CODESET));
    add_integer(output, "processors", "processors", pool_processors());
    add_integer(output, "threads", "threads used",
                invocation->jobs ? invocation->jobs : pool_processors());
    sound = add_workspace(output, invocation);
    add_choice(output);
    add_devices(output);
    add_backends(output);
    add_libraries(output);
    output_finish(output, stdout);
    return sound ? VERB_DONE : VERB_FAILED;
}

const struct verb doctor_verb = {
    .name = "doctor",
    .summary = "tell what this machine and the workspace are like",
    .operands = "",
    .example = "genrelab doctor --format json",
    .run = run,
};
