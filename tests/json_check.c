/* json_check - whether standard input is one JSON object with these members.
 *
 * Each argument is KEY, or KEY=N for an array of N objects.  Without arguments
 * it checks itself, because `make check` runs every program there is.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool check_member(const json_t *object, const char *argument)
{
    const char *equals = strchr(argument, '=');
    size_t length = equals ? (size_t)(equals - argument) : strlen(argument);
    const json_t *member = json_object_getn(object, argument, length);
    bool good = member != NULL;

    if (good && equals)
        good = json_is_array(member) &&
               json_array_size(member) == strtoul(equals + 1, NULL, 10);
    if (!good)
        fprintf(stderr, "json_check: not so: %s\n", argument);
    return good;
}

static bool check(json_t *object, char *const *arguments)
{
    bool good = json_is_object(object) &&
                json_integer_value(json_object_get(object, "genrelab")) == 1 &&
                json_is_string(json_object_get(object, "verb"));

    if (!good)
        fputs("json_check: not an answer of genrelab\n", stderr);
    for (; good && *arguments; arguments++)
        good = check_member(object, *arguments);
    return good;
}

static bool check_text(const char *text, char *const *arguments)
{
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    bool good = check(object, arguments);

    json_decref(object);
    return good;
}

static bool check_self(void)
{
    static const char answer[] =
        "{\"genrelab\": 1, \"verb\": \"x\", \"rows\": [{}, {}]}";
    char two[] = "rows=2", three[] = "rows=3", other[] = "other";

    return check_text(answer, (char *const[]){two, NULL}) &&
           !check_text(answer, (char *const[]){three, NULL}) &&
           !check_text(answer, (char *const[]){other, NULL}) &&
           !check_text("{}", (char *const[]){NULL}) &&
           !check_text("[", (char *const[]){NULL});
}

int main(int argc, char **argv)
{
    json_error_t problem;
    json_t *object;
    bool good;

    if (argc < 2)
        return check_self() ? EXIT_SUCCESS : EXIT_FAILURE;
    object = json_loadf(stdin, JSON_REJECT_DUPLICATES, &problem);
    if (!object)
        fprintf(stderr, "json_check: line %d: %s\n", problem.line,
                problem.text);
    good = object && check(object, argv + 1);
    json_decref(object);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
