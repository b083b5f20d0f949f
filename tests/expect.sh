# What tests that drive the program expect of it; to be included by them.
#
# They set program, json_check, out and err (files), passed and failed (0).
# shellcheck shell=sh disable=SC2154,SC2034

# verdict STATUS WHAT: counts, and shows what the program said when it is wrong
verdict()
{
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	echo "FAILED: $last: $2"
	sed 's/^/  out: /' "$out" | head -n 20
	sed 's/^/  err: /' "$err" | head -n 20
}

# run STATUS ARGUMENT...: runs the program, which must end with this status
run()
{
	expected=$1
	shift
	last="genrelab $*"
	"$program" "$@" >"$out" 2>"$err" </dev/null
	got=$?
	test "$got" -eq "$expected"
	verdict $? "ended with $got, not $expected"
}

# says TEXT: standard error has this text
says()
{
	grep -qF -- "$1" "$err"
	verdict $? "does not say '$1'"
}

# prints TEXT: standard output has this text
prints()
{
	grep -qF -- "$1" "$out"
	verdict $? "does not print '$1'"
}

# silent FILE: nothing was written there
silent()
{
	test ! -s "$1"
	verdict $? "wrote something to $(basename "$1")"
}

# json MEMBER...: standard output is JSON with these members
json()
{
	"$json_check" "$@" <"$out"
	verdict $? "is not JSON with $*"
	if command -v python3 >/dev/null 2>&1; then
		python3 -c 'import json, sys; json.load(sys.stdin)' <"$out" 2>/dev/null
		verdict $? "is not JSON for Python"
	fi
}

# tsv LINES: standard output has this many lines, all of as many fields
tsv()
{
	awk -F '\t' -v lines="$1" '
		NR == 1 { fields = NF }
		NF != fields { wrong = 1 }
		END { exit wrong || NR != lines }' "$out"
	verdict $? "is not a table of $1 lines"
}

# value NAME: the value of a fact in TSV
value()
{
	awk -F '\t' -v name="$1" '$1 == name { print $2 }' "$out"
}

# wait_for PATTERN: until standard output of the program in the background has
# a line like this
wait_for()
{
	for _ in $(seq 600); do
		grep -q "$1" "$out" && return
		sleep 0.1
	done
}

# ended STATUS: the program in the background ends with this status, soon
ended()
{
	for _ in $(seq 600); do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.1
	done
	kill -KILL "$pid" 2>/dev/null
	wait "$pid"
	got=$?
	test "$got" -eq "$1"
	verdict $? "ended with $got, not $1"
}
