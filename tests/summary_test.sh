#!/bin/sh
# Fails when summary.sh counts wrongly or lets a failure pass.

summary=${TOP_SRCDIR:-.}/tests/summary.sh
scratch=$(mktemp -d "${TMPDIR:-/tmp}/genrelab-test-XXXXXX") || exit 99
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 99
passed=0
failed=0

# log NAME VERDICT: a test log from standard input and its driver's verdict
log()
{
	cat >"$1.log"
	echo ":global-test-result: $2" >"$1.trs"
}

# closes WHAT STATUS LINE LOG...: the summary ends so
closes()
{
	what=$1
	status=$2
	line=$3
	shift 3
	output=$(sh "$summary" "$@" 2>&1)
	got=$?
	if [ "$got" = "$status" ] && [ "$(echo "$output" | tail -n 1)" = "$line" ]
	then
		passed=$((passed + 1))
	else
		echo "$what: expected '$line' and $status, got $got and: $output"
		failed=$((failed + 1))
	fi
}

log units PASS <<'END'
[==========] Running 3 test(s).
[  PASSED  ] 2 test(s).
[  SKIPPED ] 1 test(s), listed below:
[  SKIPPED ] needs_a_device
END
log broken FAIL <<'END'
[  PASSED  ] 4 test(s).
[  FAILED  ] 2 test(s), listed below:
[  FAILED  ] order_survives_growth
END
log two_groups PASS <<'END'
[  PASSED  ] 4 test(s).
[  PASSED  ] 5 test(s).
END
log shell PASS <<'END'
3 passed, 0 failed
not the closing line, which is the next: 9 passed, 9 failed
22 passed, 0 failed, 1 skipped
END
log crashed FAIL <<'END'
[==========] Running 3 test(s).
[       OK ] the_first
END
log silent PASS </dev/null
log absent SKIP <<'END'
skipped: there is no libvterm
END
cp units.log unjudged.log

closes 'passed and skipped' 0 '2 passed, 0 failed, 1 skipped' units.log
closes 'failed' 1 '4 passed, 2 failed' broken.log
closes 'two groups in one program' 0 '9 passed, 0 failed' two_groups.log
closes 'the last closing line' 0 '22 passed, 0 failed, 1 skipped' shell.log
closes 'died before counting' 1 '0 passed, 1 failed' crashed.log
closes 'counts nothing' 0 '1 passed, 0 failed' silent.log
closes 'a skipped program' 0 '0 passed, 0 failed, 1 skipped' absent.log
closes 'a missing log' 1 '0 passed, 1 failed' never.log
closes 'a missing verdict' 1 '2 passed, 1 failed, 1 skipped' unjudged.log
closes 'all together' 1 '38 passed, 3 failed, 3 skipped' units.log broken.log \
	two_groups.log shell.log crashed.log silent.log absent.log
closes 'nothing to add up' 2 'summary.sh: no test logs were given'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
