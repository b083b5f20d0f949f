#!/bin/sh
# Builds and checks under the sanitizers; non-zero on any finding.
#
# usage: sanitize.sh BUILD-FOLDER [LIST...]
#
# Run by `make sanitize`.  Each LIST (by default address,undefined and thread)
# gets a build of its own in BUILD-FOLDER/sanitize-<list>.  Reports are
# written to files, so that one in a program whose exit status nobody looks
# at, or whose screen is a test's, is found too.

top=${TOP_SRCDIR:-.}
build=${1:?usage: sanitize.sh BUILD-FOLDER [LIST...]}
shift
[ $# -gt 0 ] || set -- address,undefined thread
jobs=${SANITIZE_JOBS:-2}
status=0

# OpenMP's threads come from libraries that are not instrumented: one only.
# Where addresses are drawn from more bits than the thread sanitizer expects,
# it can't start; so they are not drawn at all, where that is allowed.
options()
{
	reports=$1/report
	ASAN_OPTIONS=log_path=$reports:detect_stack_use_after_return=1
	UBSAN_OPTIONS=log_path=$reports:print_stacktrace=1:halt_on_error=1
	TSAN_OPTIONS=log_path=$reports:second_deadlock_stack=1
	TSAN_OPTIONS=$TSAN_OPTIONS:suppressions=$top/tests/thread.supp
	LSAN_OPTIONS=print_suppressions=0
	export ASAN_OPTIONS UBSAN_OPTIONS TSAN_OPTIONS LSAN_OPTIONS
	runner=
	case $2 in
	*thread*)
		OMP_NUM_THREADS=1
		export OMP_NUM_THREADS
		setarch -R true 2>/dev/null && runner='setarch -R'
		;;
	*)
		unset OMP_NUM_THREADS
		;;
	esac
}

# instrumented LIST: builds and checks with these sanitizers
instrumented()
{
	folder=$build/sanitize-$(echo "$1" | tr , -)
	mkdir -p "$folder/reports" && rm -f "$folder/reports/"* || return 1
	cd "$folder" || return 1
	if [ ! -f config.status ]; then
		"$top/configure" --enable-dev \
			"--enable-sanitizer=$1" >configure.log 2>&1 || {
			tail -n 20 configure.log
			return 1
		}
	fi
	make --no-print-directory -j "$jobs" all || return 1
	options "$folder/reports" "$1"
	# shellcheck disable=SC2086 # two words or none
	$runner make --no-print-directory -j "$jobs" check
	ended=$?
	for report in "$folder/reports/"*; do
		[ -s "$report" ] || continue
		echo "sanitize: a report, $report:"
		head -n 60 "$report"
		ended=1
	done
	return "$ended"
}

for list; do
	echo "sanitize: $list"
	if (instrumented "$list"); then
		echo "sanitize: $list found nothing"
	else
		echo "sanitize: $list found something"
		status=1
	fi
done
exit "$status"
