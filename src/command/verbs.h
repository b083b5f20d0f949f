/* verbs.h - every verb there is; each is in a file of its own or its family's.
 */
#ifndef COMMAND_VERBS_H
#define COMMAND_VERBS_H

#include "command/invocation.h"

extern const struct verb demo_verb;
extern const struct verb import_verb;
extern const struct verb list_verb;
extern const struct verb show_verb;
extern const struct verb features_verb;
extern const struct verb split_verb;
extern const struct verb train_verb;
extern const struct verb runs_verb;
extern const struct verb compare_verb;
extern const struct verb report_verb;
extern const struct verb confusion_verb;
extern const struct verb ablate_verb;
extern const struct verb protocols_verb;
extern const struct verb classify_verb;
extern const struct verb doctor_verb;

#endif
