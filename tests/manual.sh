#!/bin/sh
# Fails when the manual page or a completion lacks an option that the program
# has, or has one that the program lacks.

source=$(cd "${TOP_SRCDIR:-.}" && pwd) || exit 99
program=${TOP_BUILDDIR:-.}/genrelab
manual=$source/man/genrelab.1
completions=$source/share/completions
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0
LC_ALL=C
HOME=$scratch
export LC_ALL HOME

# same WHAT: $scratch/is must be what $scratch/wanted is
same()
{
	sort -u "$scratch/wanted" >"$scratch/wanted.sorted"
	sort -u "$scratch/is" >"$scratch/is.sorted"
	if difference=$(diff "$scratch/wanted.sorted" "$scratch/is.sorted"); then
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	echo "$1 differs from the program (< wanted, > there):"
	echo "$difference" | grep '^[<>]'
}

# silent WHAT COMMAND...: the command must succeed and say nothing
silent()
{
	what=$1
	shift
	if said=$("$@" 2>&1) && [ -z "$said" ]; then
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	echo "$what: $said"
}

skip()
{
	echo "skipped: $1"
}

# --- what the program has --------------------------------------------------

program_verbs()
{
	"$program" --help |
		awk '/^Verbs:/ { on = 1; next } /^$/ { on = 0 } on { print $1 }'
}

long_options()
{
	sed -n 's/^  *\(-[a-z], \)\{0,1\}--\([a-z0-9-]*\).*/--\2/p'
}

# program_options VERB: its own
program_options()
{
	"$program" "$1" --help | sed '/^Options of every verb:/,$d' | long_options
}

program_common()
{
	"$program" demo --help | sed -n '/^Options of every verb:/,/^$/p' |
		long_options
}

# The fields of a filter.
program_fields()
{
	"$program" list --help |
		awk '/^Fields:/ { on = 1; next } /^$/ { on = 0 } on { print $1 }'
}

# The features; a workspace that was made from an empty folder tells them.
program_features()
{
	"$program" import -q -w "$scratch/workspace" "$scratch/empty" >/dev/null
	"$program" features --summary --format tsv -w "$scratch/workspace" |
		awk '/^feature	/ { on = 1; next } /^$/ { on = 0 } on { print $1 }'
}

# --- what is written about it ----------------------------------------------

manual_verbs()
{
	sed -n 's/^\.Ss genrelab \([a-z]*\).*/\1/p' "$manual"
}

# manual_section PATTERN: the subsection whose heading it matches
manual_section()
{
	awk -v heading="^[.]Ss $1( |\$)" \
		'/^[.]S[sh] / { on = $0 ~ heading } on' "$manual" |
		grep '^\.It Fl' | tr ',' '\n' |
		sed -n 's/.*Fl -\([a-z0-9-]*\).*/--\1/p'
}

zsh_verbs()
{
	sed -n "s/^		'\\([a-z]*\\):.*/\\1/p" "$completions/_genrelab"
}

zsh_section()
{
	awk -v first="$1" -v last="$2" \
		'$0 ~ first { on = 1 } on; on && $0 ~ last { exit }' \
		"$completions/_genrelab" | grep -o -e '--[a-z0-9-]*[=[}]' |
		tr -d '=[}'
}

fish_verbs()
{
	sed -n 's/.*-n "not __fish_seen.* -a \([a-z]*\) .*/\1/p' \
		"$completions/genrelab.fish"
}

# fish_section VERB; without one, what every verb has
fish_section()
{
	if [ $# -gt 0 ]; then
		grep -E "__genrelab_verb ([a-z]+ )*$1( [a-z]+)*'" \
			"$completions/genrelab.fish"
	else
		grep -E '^complete -c genrelab -[sl] ' "$completions/genrelab.fish"
	fi | sed -n 's/.* -l \([a-z0-9-]*\).*/--\1/p'
}

# bash_offers WORD...: what is offered for the last word, in an empty folder
bash_offers()
{
	(cd "$scratch/empty" && bash -c '
		. "$0"
		COMP_WORDS=(genrelab "$@")
		COMP_CWORD=$#
		_genrelab
		printf "%s\n" "${COMPREPLY[@]%=}"' \
		"$completions/genrelab.bash" "$@")
}

# The key names as ui/request.h has them.
manual_keys()
{
	sed -n 's/^\.It Ic //p' "$manual" |
		sed -e 's/\\(ha/^/g' -e 's/\\&//g' -e 's/\\-/-/g'
}

# --- the checks ------------------------------------------------------------

check_verbs()
{
	program_verbs >"$scratch/wanted"
	manual_verbs >"$scratch/is"
	same "the manual's list of verbs"
	zsh_verbs >"$scratch/is"
	same "zsh's list of verbs"
	fish_verbs >"$scratch/is"
	same "fish's list of verbs"
	if command -v bash >/dev/null; then
		bash_offers '' >"$scratch/is"
		same "bash's list of verbs"
	fi
}

check_common()
{
	program_common >"$scratch/wanted"
	manual_section 'Options of every verb' >"$scratch/is"
	same "the manual's options of every verb"
	zsh_section 'local -a common' '^	[)]' >"$scratch/is"
	same "zsh's options of every verb"
	fish_section >"$scratch/is"
	same "fish's options of every verb"
}

# check_verb VERB
check_verb()
{
	program_options "$1" >"$scratch/wanted"
	manual_section "genrelab $1" >"$scratch/is"
	same "the manual of '$1'"
	zsh_section "^	$1[)]" '^		;;' >"$scratch/is"
	same "zsh's completion of '$1'"
	fish_section "$1" >"$scratch/is"
	same "fish's completion of '$1'"
	if command -v bash >/dev/null; then
		program_common >>"$scratch/wanted"
		bash_offers "$1" -- >"$scratch/is"
		same "bash's completion of '$1'"
	fi
}

# A name from the catalogue must reach the shell as text, never as a command.
check_hostile_names()
{
	cat >"$scratch/genrelab" <<-'END'
		#!/bin/sh
		echo track
		echo '$(touch broken-out)'
		echo 'x`touch broken-out`'
	END
	chmod +x "$scratch/genrelab"
	PATH=$scratch:$PATH
	bash_offers show '' >"$scratch/is"
	echo '\$\(touch\ broken-out\)' >"$scratch/wanted"
	echo 'x\`touch\ broken-out\`' >>"$scratch/wanted"
	same "bash's completion of names with shell characters"
	silent "a name was run as a command" test ! -e "$scratch/empty/broken-out"
}

check_keys()
{
	sed -n 's/^ *X([A-Z]*, [A-Z_]*, "\([^"]*\)".*/\1/p' \
		"$source/ui/request.h" >"$scratch/wanted"
	manual_keys >"$scratch/is"
	same "the manual's list of keys"
}

check_fields()
{
	program_fields >"$scratch/wanted"
	sed -n 's/^\.It Va //p' "$manual" >"$scratch/is"
	same "the manual's list of filter fields"
}

check_features()
{
	program_features >"$scratch/wanted"
	sed -n '/^\.Sh FEATURES/,/^\.El/s/^\.It Cm //p' "$manual" >"$scratch/is"
	same "the manual's list of features"
	sed -n "s/.*--set=.*, feature \\([a-z ]*\\)'.*/\\1/p" \
		"$completions/_genrelab" | tr ' ' '\n' >"$scratch/is"
	same "zsh's list of features"
	sed -n '/^function __genrelab_features/,/^end/s/.* printf [^ ]* //p' \
		"$completions/genrelab.fish" | tr ' ' '\n' >"$scratch/is"
	same "fish's list of features"
	if command -v bash >/dev/null; then
		bash_offers features --set '' >"$scratch/is"
		same "bash's list of features"
	fi
}

check_format()
{
	if command -v mandoc >/dev/null; then
		silent "mandoc" mandoc -T lint -W warning "$manual"
	else
		skip "mandoc is not installed"
	fi
	if command -v groff >/dev/null && groff -mdoc -z /dev/null 2>/dev/null
	then
		silent "groff" groff -mdoc -ww -z -T ascii "$manual"
	else
		skip "groff with its mdoc macros is not installed"
	fi
	if command -v bash >/dev/null; then
		silent "bash" bash -n "$completions/genrelab.bash"
	fi
	if command -v zsh >/dev/null; then
		silent "zsh" zsh -n "$completions/_genrelab"
	else
		skip "zsh is not installed"
	fi
	if command -v fish >/dev/null; then
		silent "fish" fish -n "$completions/genrelab.fish"
	else
		skip "fish is not installed"
	fi
}

mkdir "$scratch/empty"
if ! "$program" --help >"$scratch/help" || [ -z "$(program_verbs)" ]; then
	echo "$program --help lists no verbs"
	exit 99
fi
check_verbs
check_common
for verb in $(program_verbs); do
	check_verb "$verb"
done
check_keys
check_fields
check_features
check_format
if command -v bash >/dev/null; then
	check_hostile_names
else
	skip "bash is not installed"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
