#!/bin/sh
# Drives the program through every verb on a small collection: exit statuses,
# sentences, all three forms of output, damaged files, signals.

program=${GENRELAB:-${TOP_BUILDDIR:-.}/genrelab}
json_check=${TOP_BUILDDIR:-.}/tests/json_check
work=$(mktemp -d "${TMPDIR:-/tmp}/genrelab-verbs-XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM
out=$work/out
err=$work/err
passed=0
failed=0

unset GENRELAB_WORKSPACE XDG_DATA_HOME
HOME=$work/home
LC_ALL=C.UTF-8
GENRELAB_WORKSPACE=$work/workspace
export HOME LC_ALL GENRELAB_WORKSPACE

. "${TOP_SRCDIR:-.}/tests/expect.sh"

help_and_usage()
{
	run 0 --help
	silent "$err"
	for verb in demo import list show features split train runs compare \
		report confusion ablate protocols classify doctor; do
		last="genrelab --help"
		"$program" --help | grep -q "^  $verb  *[a-z]"
		verdict $? "does not list $verb"
		run 0 "$verb" --help
		prints "Usage: genrelab $verb"
		prints "Example:"
		silent "$err"
		run 2 "$verb" --frobnicate
		says "there is no option '--frobnicate'"
		says "genrelab $verb --help"
		silent "$out"
	done
	run 0 --version
	prints "genrelab "
	run 2 trian
	says "did you mean 'train'?"
	run 2 frobnicate
	says "there is no verb 'frobnicate'"
	run 2 show one two
	says "'two'"
	run 2 list "genre:jazz and ("
	says "FILTER"
	run 2 list --format xml
	says "--format"
	run 2 train --epochs none
	says "--epochs"
	run 2 train --resume 1 --batch 3
	says "--batch"
	run 2 train --backend abacus
	says "--backend"
	run 2 features --set smell
	says "--set"
	run 2 split name --protocol alphabetic
	says "--protocol"
	run 2 report first
	says "'first'"
	run 2 report --checkpoint middle
	says "--checkpoint"
	run 2 compare 1
	run 2 compare 1 x
	says "'x'"
	run 2 compare 1 2 --checkpoint middle
	run 2 ablate --model abacus
	says "'abacus'"
	run 2 ablate --model forest,forest
	says "twice"
	run 2 ablate --features "mel;smell"
	says "smell"
	run 2 ablate --model forest --dropout 0.1
	says "--dropout"
	run 2 ablate --split a --protocol artist
	run 2 ablate --protocol alphabetic
	run 2 protocols --seeds 0
	says "--seeds"
	run 2 protocols --features "mel;mfcc"
	run 2 import
	run 2 classify
	says "FILE"
}

no_workspace()
{
	for verb in list features split train runs report confusion; do
		run 1 "$verb"
		says "there is no workspace in '$GENRELAB_WORKSPACE' yet"
	done
	run 1 show a
	run 1 classify a
	run 0 doctor
	prints "not there yet"
	test ! -e "$GENRELAB_WORKSPACE"
	verdict $? "made a workspace"
}

# The screen is asked for by a folder or by nothing; here is no terminal.
no_terminal()
{
	run 4
	run 4 "$work"
	says "terminal"
	run 4 --jobs 2 -w "$work/x"
	run 2 "$work" again
	says "'again'"
}

# A workspace without tracks, and what cannot be done with it.
empty_workspace()
{
	mkdir "$work/nothing"
	run 0 -w "$work/empty" import "$work/nothing"
	run 0 -w "$work/empty" list
	says "nothing has been imported yet"
	run 0 -w "$work/empty" list -q
	silent "$err"
	run 0 -w "$work/empty" features --summary --format json
	prints '"std": null'
	says "nothing is standardised"
	run 0 -w "$work/empty" split
	says "there is no split yet"
	run 0 -w "$work/empty" runs
	says "nothing has been trained yet"
	for verb in train report confusion "split a" "show a" "runs 1"; do
		# shellcheck disable=SC2086 # a verb and its operand
		run 1 -w "$work/empty" $verb
		silent "$out"
	done
}

make_demo()
{
	run 0 demo "$work/demo" --tracks 5 --seconds 2
	prints "planted faults"
	test -s "$work/demo/faults.tsv"
	verdict $? "wrote no faults.tsv"
	mkdir "$work/full"
	echo hello >"$work/full/mine"
	run 1 demo "$work/full"
	says "$work/full"
	run 2 demo "$work/x" --tracks 0
	run 2 demo "$work/x" --seconds 61
	says "--seconds"
}

import_and_list()
{
	run 0 import "$work/demo/genres" --format tsv
	tsv 11
	test "$(value added)" -eq 50 && test "$(value unreadable)" -ge 1 &&
		test "$(value truncated)" -ge 1
	verdict $? "counts otherwise"
	says ": unknown format"
	run 0 import "$work/demo/genres" --format json
	json added updated moved unchanged missing unreadable truncated ignored
	prints '"unchanged": 50'
	run 1 import "$work/nowhere"
	says "'$work/nowhere'"

	run 0 list
	prints "unreadable"
	run 0 list --format tsv
	tsv 51
	run 0 list --format json
	json tracks=50
	run 0 list chime --format tsv
	tsv 6
	run 0 list genre:chime or "genre=grind" --format tsv
	tsv 11
	run 0 list status:unreadable or status:truncated --format tsv
	tsv 3
	run 0 show chime.00001
	prints "hash of samples"
	run 0 show chime.00001 --format json
	json path duration_s rms predictions=0
	run 1 show nothing
	says "'nothing'"
}

labels_and_names()
{
	mkdir "$work/odd"
	first=$(find "$work/demo/genres/chime" -name '*.wav' | sort | head -n 1)
	cp "$first" "$work/odd/$(printf 'a\033[2J\tb.wav')"
	cp "$first" "$work/odd/plain.wav"
	printf 'path,genre\nplain.wav,jazz\ngone.wav,rock\n' >"$work/odd/l.csv"
	run 0 -w "$work/second" import --labels "$work/odd/l.csv"
	says "gone.wav"
	run 0 list -w "$work/second" --format tsv
	prints "jazz"
	run 0 -w "$work/third" import "$work/odd"
	for format in text tsv json; do
		run 0 list -w "$work/third" --format "$format"
		LC_ALL=C tr -d '\n\t' <"$out" | LC_ALL=C grep -q '[[:cntrl:]]'
		test $? -ne 0
		verdict $? "lets control characters through"
	done
	run 1 import -w "$work/second" --labels "$work/odd/plain.wav"
}

extract_and_split()
{
	run 0 features --set mel
	prints "computed"
	run 0 features --set mel --format json
	json computed cached failed
	prints '"computed": 0'
	run 0 features --summary
	prints "mel"
	prints "128 x "
	prints "standardised by the training part"
	run 0 features --summary --set mel --format tsv
	for line in "mel	48	0	128	" "mel	train	28	128	" \
		"mel	whole	48	128	"; do
		grep -q "^$line" "$out"
		verdict $? "does not print '$line'"
	done
	run 0 features --summary --set mel,wavelet --format json
	json split protocol tracks=50 features=2 standardised=8
	run 0 features --summary --cut --set mel
	run 1 features --summary --split nowhere
	says "'nowhere'"
	run 2 features --split nowhere
	says "--split goes with --summary"

	run 0 split second --seed 2
	prints "stratified"
	run 1 split second
	says "'second'"
	run 0 split --format json
	json splits=2 genres=20 overlaps=18
	run 1 split published --protocol filtered
	says "0 of 48 tracks agree"
	run 0 import --labels "$work/demo/labels.csv"
	run 1 split apart --protocol artist
	says "groups by artist"
	run 0 split whole --leaks
	prints "What stands on both sides"
}

train_and_tell()
{
	run 0 train --describe --features mel,chroma
	prints "MFLOP"
	run 0 train --describe --format json
	json model classes layers parameters flops
	run 0 -w "$work/nowhere" train --describe
	run 2 train --describe --resume 1
	run 0 train --describe --model forest
	prints "trees"
	small="--width 4 --crops 1 --crop-seconds 1"
	# shellcheck disable=SC2086 # words
	run 0 train --epochs 2 $small
	prints "epoch  train loss"
	prints "test accuracy"
	prints "at 95 %"
	# shellcheck disable=SC2086
	run 0 train --epochs 2 --seed 2 --split second --format json $small
	json run protocol seed accuracy accuracy_low accuracy_high epochs=2
	run 1 train --split nowhere
	says "'nowhere'"
	run 1 train --resume 99
	says "99"

	run 0 runs
	prints "done"
	run 0 runs --format tsv
	tsv 3
	run 0 runs --format json
	json runs=2
	run 0 runs 1
	prints "accuracy"
	prints "learning-rate"
	run 0 runs 1 --format json
	json settings epochs=2
	run 1 runs 99
	says "99"

	run 0 report
	prints "weighted average"
	run 0 report 1 --checkpoint last --format json
	json checkpoint rates=12
	prints '"calibration_error": '
	json artist_leaks artists_known recording_leaks too_good
	run 0 report 1 --labels
	prints "predicted genres:"
	run 0 report 1 --labels --format json
	json labels=10
	run 0 compare 1 2
	prints "McNemar's p"
	prints "settings that differ"
	run 0 compare 1 1 --format json
	json runs=2 settings=0 genres=10 tracks=0 shared_tracks both_right \
		both_wrong
	prints '"mcnemar_p": 1.0'
	run 1 compare 1 99
	says "99"
	run 0 confusion
	prints "predicted"
	run 0 confusion --format json
	json confusion=100
	run 0 show chime.00001 --format json
	json predictions=2
	run 1 report 99
}

# Grids of trainings, which are there when the same command comes again.
many_trainings()
{
	run 0 ablate --model forest,sgd --trees 5 --features mel,mfcc --seeds 2
	prints "to the full set"
	says "1 of 12: forest on mel,mfcc, split stratified-1, seed 1"
	run 0 ablate --model forest,sgd --trees 5 --features mel,mfcc --seeds 2 \
		--format json
	json protocol ablation=6 trials=12
	says "12 of 12 trainings are there already"
	cp "$out" "$work/ablation"
	run 0 ablate --model forest,sgd --trees 5 --features mel,mfcc --seeds 2 \
		--format json -q
	silent "$err"
	cmp -s "$out" "$work/ablation"
	verdict $? "answers otherwise when asked again"
	run 0 ablate --model forest --trees 5 --seeds 1 --split second \
		--features "mel;mfcc;mel,mfcc" --format tsv
	grep -q "^forest	mel,mfcc	1	" "$out"
	verdict $? "does not have the full set"
	run 1 ablate --model forest --split nowhere
	says "'nowhere'"
	run 1 ablate --model cnn --features mel --seeds 1 --batch 4096
	says "a batch of 4096"
	prints "cnn"
	run 0 protocols --model forest --trees 5 --features mel --seeds 1
	says "without filtered"
	grep -q "^forest  *stratified  *1" "$out"
	verdict $? "does not have the stratified protocol"
	says "without artist"
}

classify_files()
{
	good=$(find "$work/demo/genres/chime" -name '*.wav' | sort | head -n 1)
	cut=$work/cut.wav
	short=$work/short.wav
	head -c 60000 "$good" >"$cut"
	{
		printf 'RIFF\136\021\000\000WAVEfmt \020\000\000\000\001\000\001'
		printf '\000\042\126\000\000\104\254\000\000\002\000\020\000data'
		printf '\072\021\000\000'
		head -c 4410 /dev/zero
	} >"$short"
	echo "no sound" >"$work/text.wav"
	: >"$work/empty.wav"

	run 0 classify "$good"
	prints "$good"
	silent "$err"
	run 0 classify "$good" --run 1 --format tsv
	prints "file	rank	genre	probability"
	run 1 classify "$work/text.wav" "$work/empty.wav" "$work" \
		"$work/gone.wav" "$short" "$cut" "$good" --format json
	json files=7 genres=20
	for file in text.wav empty.wav gone.wav short.wav cut.wav; do
		says "'$work/$file'"
	done
	says "'$work'"
	says "too short"
	says "truncated"
	run 1 classify "$good" --run 99
	says "99"
}

# The same training, interrupted by each signal and by the worst of all.  One
# that was ignored when this test began stays ignored: it is left out.  (A
# shell without job control has its background jobs ignore SIGINT.)
interrupt()
{
	for signal in TERM HUP KILL; do
		sh -c "kill -$signal \$\$" 2>/dev/null
		status=$?
		[ "$status" -gt 128 ] || continue
		last="genrelab train and SIG$signal"
		# What stood there must not be taken for this one's output.
		: >"$out"
		"$program" train --epochs 1000 --width 4 --crops 1 \
			--crop-seconds 1 >"$out" 2>"$err" &
		pid=$!
		wait_for '^ *[0-9][0-9]* '
		kill -"$signal" "$pid"
		ended "$status" 2>/dev/null
		[ "$signal" = KILL ] || says "--resume 3"
		[ "$signal" = TERM ] || says "run 3 is continued after epoch"
	done
	run 0 runs
	prints "interrupted"
	run 0 doctor
	prints "sound"
}

write_errors()
{
	last="genrelab list >/dev/full"
	if [ -c /dev/full ]; then
		"$program" list >/dev/full 2>"$err"
		test $? -eq 1
		verdict $? "did not fail"
		says "No space left"
	fi
	last="genrelab list >&-"
	"$program" list 2>"$err" >&-
	test $? -eq 1
	verdict $? "did not fail"
	last="genrelab list | true"
	{
		"$program" list --format json
		echo $? >"$work/status"
	} 2>"$err" | true
	silent "$err"
}

damaged_catalogue()
{
	mkdir "$work/bad"
	head -c 8192 /dev/zero | tr '\0' 'x' >"$work/bad/catalog.db"
	run 1 -w "$work/bad" list
	says "$work/bad"
	run 1 -w "$work/bad" doctor
	prints "catalog.db"
	run 0 doctor --format json
	json version workspace catalogue auto backends=1 libraries=8
	run 0 doctor --format tsv
}

help_and_usage
no_workspace
no_terminal
empty_workspace
make_demo
import_and_list
labels_and_names
extract_and_split
train_and_tell
classify_files
interrupt
many_trainings
write_errors
damaged_catalogue

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
