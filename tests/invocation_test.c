#include "tests/check.h"

#include "command/invocation.h"
#include "command/suggestion.h"
#include "command/verb.h"

#include <string.h>

static const struct verb_option own[] = {
    {"seed", 's', "N", "a number"}, {"new", 0, NULL, "a flag"}, {0}};

static const struct verb verb = {.name = "sing",
                                 .summary = "sing",
                                 .operands = "SONG",
                                 .example = "genrelab sing",
                                 .options = own,
                                 .settings = true,
                                 .least = 1,
                                 .most = 2};

enum { WORDS = 12 };

/* Parses "sing ..."; what was told lands in `told`. */
static enum invocation_state parse(struct invocation *invocation,
                                   const char *const *words, char told[512])
{
    /* The invocation borrows them. */
    static char pool[WORDS + 2][64];
    static char *argv[WORDS + 2];
    enum invocation_state state;
    int argc = 1, saved, pipes[2];
    ssize_t length;

    *invocation = (struct invocation){0};
    for (int i = 0; i < WORDS + 2; i++)
        argv[i] = pool[i];
    snprintf(argv[0], sizeof(pool[0]), "sing");
    for (; words[argc - 1]; argc++)
        snprintf(argv[argc], sizeof(pool[0]), "%s", words[argc - 1]);
    argv[argc] = NULL;
    assert_int_equal(pipe(pipes), 0);
    saved = dup(STDERR_FILENO);
    dup2(pipes[1], STDERR_FILENO);
    state = invocation_parse(invocation, &verb, argc, argv);
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(pipes[1]);
    length = read(pipes[0], told, 511);
    told[length > 0 ? length : 0] = '\0';
    close(pipes[0]);
    return state;
}

static void check_wrong(const char *const *words, const char *sentence)
{
    struct invocation invocation;
    char told[512], expected[512];

    assert_int_equal(parse(&invocation, words, told), INVOCATION_WRONG);
    snprintf(expected, sizeof(expected),
             "genrelab: sing: %s\nTry 'genrelab sing --help'.\n", sentence);
    assert_string_equal(told, expected);
    invocation_finish(&invocation);
}

#define WORDS_OF(...) ((const char *const[]){__VA_ARGS__, NULL})

static void options_and_operands_mix(void **state)
{
    struct invocation invocation;
    char told[512];

    (void)state;
    assert_int_equal(
        parse(&invocation,
              WORDS_OF("a", "--seed=5", "-w", "/w", "b", "--new", "--format",
                       "json", "-q", "--epochs", "7", "--jobs=3"),
              told),
        INVOCATION_READY);
    assert_int_equal(invocation.operand_count, 2);
    assert_string_equal(invocation.operands[0], "a");
    assert_string_equal(invocation.operands[1], "b");
    assert_string_equal(invocation_value(&invocation, "seed"), "5");
    assert_string_equal(invocation_value(&invocation, "epochs"), "7");
    assert_non_null(invocation_value(&invocation, "new"));
    assert_null(invocation_value(&invocation, "batch"));
    assert_string_equal(invocation.workspace, "/w");
    assert_int_equal(invocation.format, OUTPUT_JSON);
    assert_int_equal(invocation.jobs, 3);
    assert_true(invocation.quiet);
    assert_false(invocation.verbose);
    invocation_finish(&invocation);
}

static void the_last_of_two_counts(void **state)
{
    struct invocation invocation;
    char told[512];

    (void)state;
    assert_int_equal(
        parse(&invocation, WORDS_OF("a", "-s", "1", "--seed", "2"), told),
        INVOCATION_READY);
    assert_string_equal(invocation_value(&invocation, "seed"), "2");
    invocation_finish(&invocation);
}

static void two_dashes_end_the_options(void **state)
{
    struct invocation invocation;
    char told[512];

    (void)state;
    assert_int_equal(parse(&invocation, WORDS_OF("--", "--new", "-q"), told),
                     INVOCATION_READY);
    assert_int_equal(invocation.operand_count, 2);
    assert_string_equal(invocation.operands[0], "--new");
    assert_false(invocation.quiet);
    invocation_finish(&invocation);
}

static void what_is_wrong_is_named(void **state)
{
    (void)state;
    check_wrong(WORDS_OF("a", "--loud"), "there is no option '--loud'");
    check_wrong(WORDS_OF("a", "-z"), "there is no option '-z'");
    check_wrong(WORDS_OF("a", "--seed"), "option '--seed' needs a value");
    check_wrong(WORDS_OF("a", "-s"), "option '-s' needs a value");
    check_wrong(WORDS_OF("a", "--new=1"), "option '--new=1' takes no value");
    check_wrong(WORDS_OF("-q"), "SONG is missing");
    check_wrong(WORDS_OF("a", "b", "c"), "'c' is one operand too many");
    check_wrong(WORDS_OF("a", "--format=xml"),
                "--format is text, tsv or json, not 'xml'");
    check_wrong(WORDS_OF("a", "--jobs=0"),
                "--jobs is a whole number from 1 to 1024, not '0'");
    check_wrong(WORDS_OF("a", "--jobs=2x"),
                "--jobs is a whole number from 1 to 1024, not '2x'");
    check_wrong(WORDS_OF("a", "-w", ""), "--workspace needs a folder's name");
}

static void no_option_reaches_the_terminal_raw(void **state)
{
    (void)state;
    check_wrong(WORDS_OF("a", "--\033[2J"), "there is no option '--\\x1b[2J'");
}

static void numbers_are_within_their_range(void **state)
{
    static const long long range[] = {2, 9};
    struct invocation invocation;
    char told[512];
    long long number;

    (void)state;
    assert_int_equal(parse(&invocation, WORDS_OF("a", "--seed=9"), told),
                     INVOCATION_READY);
    assert_true(invocation_integer(&invocation, "seed", range, 5, &number));
    assert_int_equal(number, 9);
    assert_true(invocation_integer(&invocation, "batch", range, 5, &number));
    assert_int_equal(number, 5);
    invocation_finish(&invocation);
}

static void check_workspace(const char *named, const char *data,
                            const char *home, const char *expected)
{
    struct invocation invocation = {0};
    struct error err = {0};

    setenv("GENRELAB_WORKSPACE", named, 1);
    setenv("XDG_DATA_HOME", data, 1);
    setenv("HOME", home, 1);
    assert_int_equal(invocation_find_workspace(&invocation, &err),
                     expected != NULL);
    if (expected)
        assert_string_equal(invocation.workspace, expected);
    else
        assert_non_null(strstr(err.text, "HOME is not set"));
    invocation_finish(&invocation);
}

static void the_workspace_comes_from_the_environment(void **state)
{
    (void)state;
    check_workspace("/ws", "/data", "/home/u", "/ws");
    check_workspace("", "/data", "/home/u", "/data/genrelab/default");
    check_workspace("", "", "/home/u", "/home/u/.local/share/genrelab/default");
    check_workspace("", "data", "/home/u",
                    "/home/u/.local/share/genrelab/default");
    check_workspace("", "", "", NULL);
}

static void a_near_word_is_suggested(void **state)
{
    static const char *const words[] = {"train", "list", "runs", "report"};

    (void)state;
    assert_string_equal(suggestion_find("trian", words, 4), "train");
    assert_string_equal(suggestion_find("lst", words, 4), "list");
    assert_string_equal(suggestion_find("run", words, 4), "runs");
    assert_string_equal(suggestion_find("reportt", words, 4), "report");
    assert_null(suggestion_find("frobnicate", words, 4));
    assert_null(
        suggestion_find("a word longer than all words there are", words, 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_and_operands_mix),
        cmocka_unit_test(the_last_of_two_counts),
        cmocka_unit_test(two_dashes_end_the_options),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(no_option_reaches_the_terminal_raw),
        cmocka_unit_test(numbers_are_within_their_range),
        cmocka_unit_test(the_workspace_comes_from_the_environment),
        cmocka_unit_test(a_near_word_is_suggested),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
