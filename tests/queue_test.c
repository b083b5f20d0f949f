#include "tests/check.h"

#include "base/queue.h"

#include <poll.h>
#include <pthread.h>

static struct queue *make(size_t capacity)
{
    struct error err = {0};
    struct queue *queue = NULL;

    check_ok(queue_create(&queue, sizeof(int), capacity, &err), err);
    return queue;
}

static bool readable(const struct queue *queue)
{
    struct pollfd wait = {.fd = queue_fd(queue), .events = POLLIN};

    return poll(&wait, 1, 0) == 1;
}

static void order_is_kept_around_the_ring(void **state)
{
    struct queue *queue = make(3);
    int taken;

    (void)state;
    for (int i = 0; i < 10; i++) {
        assert_true(queue_try_push(queue, &i));
        if (i >= 2) {
            assert_true(queue_try_pop(queue, &taken));
            assert_int_equal(taken, i - 2);
        }
    }
    queue_destroy(queue);
}

static void a_full_queue_refuses_without_waiting(void **state)
{
    struct queue *queue = make(2);
    int item = 7;

    (void)state;
    assert_true(queue_try_push(queue, &item));
    assert_true(queue_try_push(queue, &item));
    assert_false(queue_try_push(queue, &item));
    queue_destroy(queue);
}

static void the_descriptor_is_readable_exactly_while_items_wait(void **state)
{
    struct queue *queue = make(4);
    int item = 1;

    (void)state;
    assert_false(readable(queue));
    assert_true(queue_push(queue, &item));
    assert_true(queue_push(queue, &item));
    assert_true(readable(queue));
    assert_true(queue_pop(queue, &item));
    assert_true(readable(queue));
    assert_true(queue_pop(queue, &item));
    assert_false(readable(queue));
    queue_destroy(queue);
}

static void a_closed_queue_gives_what_is_inside_and_takes_no_more(void **state)
{
    struct queue *queue = make(4);
    int item = 5;

    (void)state;
    assert_true(queue_push(queue, &item));
    queue_close(queue);
    assert_false(queue_push(queue, &item));
    item = 0;
    assert_true(queue_pop(queue, &item));
    assert_int_equal(item, 5);
    assert_false(queue_pop(queue, &item));
    queue_destroy(queue);
}

enum { SENT = 20000 };

static void *send_numbers(void *argument)
{
    for (int i = 0; i < SENT; i++)
        if (!queue_push(argument, &i))
            break;
    return NULL;
}

static void two_senders_block_and_lose_nothing(void **state)
{
    struct queue *queue = make(8);
    pthread_t senders[2];
    long sum = 0;

    (void)state;
    for (int i = 0; i < 2; i++)
        pthread_create(&senders[i], NULL, send_numbers, queue);
    for (int i = 0; i < 2 * SENT; i++) {
        int item;

        assert_true(queue_pop(queue, &item));
        sum += item;
    }
    for (int i = 0; i < 2; i++)
        pthread_join(senders[i], NULL);
    assert_int_equal(sum, (long)SENT * (SENT - 1));
    assert_false(readable(queue));
    queue_destroy(queue);
}

static void closing_wakes_a_sender_that_waits(void **state)
{
    struct queue *queue = make(1);
    pthread_t sender;
    int item;

    (void)state;
    pthread_create(&sender, NULL, send_numbers, queue);
    assert_true(queue_pop(queue, &item));
    queue_close(queue);
    pthread_join(sender, NULL);
    queue_destroy(queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_is_kept_around_the_ring),
        cmocka_unit_test(a_full_queue_refuses_without_waiting),
        cmocka_unit_test(the_descriptor_is_readable_exactly_while_items_wait),
        cmocka_unit_test(a_closed_queue_gives_what_is_inside_and_takes_no_more),
        cmocka_unit_test(two_senders_block_and_lose_nothing),
        cmocka_unit_test(closing_wakes_a_sender_that_waits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
