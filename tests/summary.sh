#!/bin/sh
# Adds up the test logs it is given and closes with "N passed, N failed".
#
# usage: summary.sh LOG...
#
# A log counts what its test program counted: by cmocka, or by a closing line
# of the form "N passed, N failed[, N skipped]".  The test driver's verdict
# beside it (LOG with .trs for .log) catches a program that died before it
# could count, and a log that is not there is a failure too.

if [ $# -eq 0 ]; then
	echo "summary.sh: no test logs were given" >&2
	exit 2
fi

# counts LOG: prints "PASSED FAILED SKIPPED" as the program itself said
counts()
{
	awk '
	function number(text) { gsub(/[^0-9]/, "", text); return text + 0 }
	match($0, /\[  PASSED  \] [0-9]+ test\(s\)/) {
		passed += number(substr($0, RSTART, RLENGTH))
	}
	match($0, /\[  FAILED  \] [0-9]+ test\(s\)/) {
		failed += number(substr($0, RSTART, RLENGTH))
	}
	match($0, /\[  SKIPPED \] [0-9]+ test\(s\)/) {
		skipped += number(substr($0, RSTART, RLENGTH))
	}
	/^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/ { closing = $0 }
	END {
		split(closing, word, " ")
		print passed + word[1], failed + word[3], skipped + word[5]
	}' "$1"
}

# verdict LOG: prints PASS, FAIL, SKIP, ERROR or nothing
verdict()
{
	trs=${1%.log}.trs
	[ -r "$trs" ] && sed -n 's/^:global-test-result: *//p' "$trs"
}

passed=0
failed=0
skipped=0
for log; do
	if [ ! -r "$log" ]; then
		echo "failed: ${log%.log} left no log"
		failed=$((failed + 1))
		continue
	fi
	# shellcheck disable=SC2046 # three numbers
	set -- $(counts "$log")
	case $(verdict "$log") in
	PASS)
		[ $(($1 + $2 + $3)) -gt 0 ] || set -- 1 0 0
		;;
	SKIP)
		[ $(($1 + $2 + $3)) -gt 0 ] || set -- 0 0 1
		;;
	*)
		[ "$2" -gt 0 ] || set -- "$1" 1 "$3"
		echo "failed: ${log%.log}, see $log"
		;;
	esac
	passed=$((passed + $1))
	failed=$((failed + $2))
	skipped=$((skipped + $3))
done

if [ "$skipped" -gt 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
