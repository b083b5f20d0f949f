#include "ui/request.h"

static const struct request_info infos[REQUEST_COUNT] = {
#define REQUEST_INFO(scope, name, keys, help)                                  \
    {SCOPE_##scope, #name, keys, help},
    REQUESTS(REQUEST_INFO)
#undef REQUEST_INFO
};

const struct request_info *request_info(enum request request)
{
    return &infos[request];
}
