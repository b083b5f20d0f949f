#!/bin/sh
# kill -9 in the middle of import, extraction and training: the same command
# again continues, and the catalogue is whole.
#
# Each case starts the work, waits until some of it is done, kills it, and
# looks; where the work was quicker than the kill, the outcome must hold, too.

lab="$TOP_BUILDDIR/genrelab"
folder=$(mktemp -d "${TMPDIR:-/tmp}/genrelab-kill-XXXXXX") || exit 99
trap 'rm -rf "$folder"' EXIT
workspace=$folder/workspace
passed=0
failed=0

# check NAME COMMAND...: counts whether the command succeeds
check()
{
	name=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "failed: $name"
	fi
}

run()
{
	"$lab" -w "$workspace" "$@" 2>>"$folder/messages"
}

# count VERB...: the rows of a list
count()
{
	run "$@" --format tsv | tail -n +2 | wc -l
}

epochs()
{
	number=$(run runs 1 --format json | sed -n 's/^ *"epochs_done": *\([0-9]*\).*/\1/p')
	echo "${number:-0}"
}

extracted()
{
	find "$workspace/cache" -name '*.npy' 2>/dev/null | wc -l
}

# killed NUMBER WHAT VERB...: runs the verb, kills it once WHAT counts to
# NUMBER or it has ended
killed()
{
	number=$1 what=$2
	shift 2
	"$lab" -w "$workspace" "$@" >/dev/null 2>>"$folder/messages" &
	process=$!
	while kill -0 $process 2>/dev/null && [ "$($what)" -lt "$number" ]; do
		sleep 0.02
	done
	kill -9 $process 2>/dev/null
	wait $process 2>/dev/null
}

tracks()
{
	count list
}

intact()
{
	run doctor --format json | grep -q '"catalogue": "sound"'
}

"$lab" demo "$folder/demo" --tracks 8 --seconds 12 --quiet >/dev/null || exit 99
all=$(find "$folder/demo/genres" -type f | wc -l)

killed 1 tracks import "$folder/demo/genres" --jobs 1
check "the catalogue is intact after a killed import" intact
run import "$folder/demo/genres" >/dev/null
check "the import continues to the end" [ "$(tracks)" -eq "$all" ]

killed 5 extracted features --jobs 1
check "the catalogue is intact after a killed extraction" intact
check "no half-written feature is left" \
	[ "$(find "$workspace/cache" -name '*.npy' -size 0 | wc -l)" -eq 0 ]
run features >/dev/null
ready=$(count list status:ready)
check "the extraction continues to the end" [ "$(extracted)" -ge "$ready" ]

set -- train --model cnn --epochs 5 --crops 1 --crop-seconds 2 --width 8
killed 2 epochs "$@"
done_before=$(epochs)
check "the catalogue is intact after a killed training" intact
run "$@" >/dev/null
check "the killed training is continued, not begun anew" \
	[ "$(count runs)" -eq 1 ]
check "the training continues to the end" [ "$(epochs)" -eq 5 ]
check "the epochs of before are kept" [ "$done_before" -ge 2 ]
check "the continued run has a result" run report --format json \
	>"$folder/report"

[ "$failed" -eq 0 ] || cat "$folder/messages"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
