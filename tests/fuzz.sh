#!/bin/sh
# Runs each fuzz target for a bounded time; non-zero when one finds something.
#
# usage: fuzz.sh BUILD-FOLDER TARGET...
#
# Run by `make fuzz`.  FUZZ_SECONDS (20) is the time for each target.  What
# was learned stays in BUILD-FOLDER/fuzz/corpus, what was found goes to
# BUILD-FOLDER/fuzz/found; run a target on such a file to see it again.

top=${TOP_SRCDIR:-.}
build=${1:?usage: fuzz.sh BUILD-FOLDER TARGET...}/fuzz
shift
seconds=${FUZZ_SECONDS:-20}
jobs=${FUZZ_JOBS:-2}
status=0
passed=0
failed=0

if ! clang=$(command -v clang || command -v clang-14); then
	echo "fuzz: clang was not found; install the package 'clang'"
	exit 1
fi
mkdir -p "$build/found" && cd "$build" || exit 1
if ! echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
	"$clang" -fsanitize=fuzzer -x c - -o probe 2>/dev/null; then
	echo "fuzz: this clang has no libFuzzer; install 'libclang-rt-14-dev'"
	exit 1
fi

if [ ! -f config.status ]; then
	flags='-fsanitize=address,undefined -fno-sanitize-recover=undefined'
	"$top/configure" --without-cuda CC="$clang" \
		CFLAGS="-g -O1 -Wno-pass-failed -fsanitize=fuzzer-no-link $flags" \
		LDFLAGS="$flags" >configure.log 2>&1 || {
		tail -n 20 configure.log
		exit 1
	}
fi
make --no-print-directory -j "$jobs" fuzz-programs || exit 1
rm -rf seeds
tests/fuzz/seeds seeds || exit 1

for target; do
	mkdir -p "corpus/$target" "seeds/$target"
	if tests/fuzz/"${target}_fuzz" -max_total_time="$seconds" -timeout=10 \
		-rss_limit_mb=2048 -malloc_limit_mb=1024 -max_len=65536 \
		-artifact_prefix="found/$target-" -verbosity=0 \
		-print_final_stats=1 "corpus/$target" "seeds/$target" \
		>"$target.log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' \
			"$target.log")
		echo "fuzz: $target: nothing in $runs runs"
		passed=$((passed + 1))
	else
		echo "fuzz: $target: found something, see $build/$target.log"
		tail -n 40 "$target.log"
		failed=$((failed + 1))
		status=1
	fi
done
echo "$passed passed, $failed failed"
exit "$status"
