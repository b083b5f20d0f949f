#!/bin/sh
# Formats, static analysis and file lengths; non-zero on any finding.
#
# usage: lint.sh COMPILER-FLAG...
#
# Run by `make lint`, which gives the flags our files are compiled with and
# sets CLANG_FORMAT, CLANG_TIDY and CPPCHECK (empty: not installed).
# LINT_JOBS is how many analyses run side by side.

cd "${TOP_SRCDIR:-.}" || exit 99
jobs=${LINT_JOBS:-2}
findings=0

# files SUFFIX...: our files that end so, one a line; those in tests/golden are
# made by programs
files()
{
	for suffix; do
		if git rev-parse --git-dir >/dev/null 2>&1; then
			git ls-files "src/*.$suffix" "ui/*.$suffix" \
				"gpu/*.$suffix" "tests/*.$suffix"
		else
			find src ui gpu tests -name "*.$suffix"
		fi
	done | grep -v '^tests/golden/' | sort
}

# tool NAME PATH PACKAGE: whether it can be used; says so when not
tool()
{
	[ -n "$2" ] && return 0
	echo "lint: $1 was not found; install the package '$3' and configure again"
	findings=$((findings + 1))
	return 1
}

# check WHAT COMMAND...: runs one check and counts it when it finds something
check()
{
	what=$1
	shift
	if "$@"; then
		echo "lint: $what is clean"
	else
		echo "lint: $what found something"
		findings=$((findings + 1))
	fi
}

formatted()
{
	files c h cu cuh | xargs "$CLANG_FORMAT" --dry-run -Werror
}

# One file a run: clang-tidy 14 mixes up suppressions between files.  Its
# count of warnings in system headers is noise; findings go to stdout.
tidy()
{
	# shellcheck disable=SC2016 # expanded by the inner shell
	files c | xargs -P "$jobs" -I '{}' sh -c '
		tool=$1
		file=$2
		shift 2
		said=$("$tool" --quiet "$file" -- "$@" 2>&1)
		status=$?
		echo "$said" |
			grep -vE "^([0-9]+ warnings? generated\.)?$"
		exit "$status"' tidy "$CLANG_TIDY" '{}' "$@"
}

inspected()
{
	"$CPPCHECK" --quiet --enable=warning,performance,portability \
		--inline-suppr --error-exitcode=1 --std=c11 -j "$jobs" \
		--template=gcc -D_GNU_SOURCE -Isrc -I. \
		$(for folder in src ui gpu tests; do
			[ -d "$folder" ] && echo "$folder"
		done)
}

short()
{
	long=$(files c h cu cuh | xargs wc -l |
		awk '$2 != "total" && $1 > 500 { print $2 ": " $1 " lines" }')
	[ -z "$long" ] && return 0
	echo "$long"
	return 1
}

tool clang-format "$CLANG_FORMAT" clang-format &&
	check 'the format' formatted
check 'the length of files (500 lines at most)' short
tool cppcheck "$CPPCHECK" cppcheck && check cppcheck inspected
tool clang-tidy "$CLANG_TIDY" clang-tidy && check clang-tidy tidy "$@"
[ "$findings" -eq 0 ]
