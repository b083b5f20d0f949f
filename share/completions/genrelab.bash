# Completion of genrelab for bash.

# _genrelab_options VERB: its own options; those that take a value end in =
_genrelab_options()
{
	case $1 in
	demo) echo '--tracks= --seconds= --seed=' ;;
	import) echo '--labels= --stats=' ;;
	features) echo '--set= --summary --split= --cut' ;;
	split) echo '--protocol= --seed= --leaks' ;;
	train)
		echo '--model= --features= --epochs= --batch= --learning-rate='
		echo '--weight-decay= --warmup= --unify= --cut= --crop-seconds='
		echo '--crops= --width= --dropout= --label-smoothing= --input='
		echo '--c= --gamma= --alpha= --trees= --seed='
		echo '--split= --backend= --resume= --new --describe'
		;;
	report) echo '--checkpoint= --labels' ;;
	compare | confusion) echo '--checkpoint=' ;;
	ablate) echo '--model= --features= --seed= --seeds= --protocol= --split=' ;;
	protocols) echo '--model= --features= --seed= --seeds=' ;;
	classify) echo '--run=' ;;
	esac
}

# _genrelab_ask VERB: the first column of the first table that it answers, in
# the workspace of the line that is being typed
_genrelab_ask()
{
	local i workspace=()

	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-w) workspace=(-w "${COMP_WORDS[i + 1]}") ;;
		--workspace)
			[[ ${COMP_WORDS[++i]} != = ]] || ((i++))
			workspace=(-w "${COMP_WORDS[i]}")
			;;
		esac
	done
	"${COMP_WORDS[0]/#\~/$HOME}" "${workspace[@]/#\~/$HOME}" "$1" --quiet \
		--format tsv 2>/dev/null | sed -e 1d -e '/^$/,$d' -e 's/	.*//'
}

# _genrelab_offer VERB CURRENT: what it answers; a name is data and must never
# be expanded, so compgen -W is not for it
_genrelab_offer()
{
	local name

	while IFS= read -r name; do
		if [[ $name == "$2"* ]]; then
			printf -v name %q "$name"
			COMPREPLY+=("$name")
		fi
	done < <(_genrelab_ask "$1")
}

# _genrelab_join WORDS CURRENT: one more of a list with commas between
_genrelab_join()
{
	local word given=""

	[[ $2 != *,* ]] || given=${2%,*},
	for word in $1; do
		[[ ,$given == *",$word,"* || $given$word != "$2"* ]] ||
			COMPREPLY+=("$given$word")
	done
}

# _genrelab_paths -d|-f CURRENT
_genrelab_paths()
{
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

# _genrelab_values OPTION CURRENT: fills COMPREPLY; false when it takes none
_genrelab_values()
{
	local words=""

	case $1 in
	-w | --workspace) _genrelab_paths -d "$2" ;;
	--labels | --stats) _genrelab_paths -f "$2" ;;
	--split) _genrelab_offer split "$2" ;;
	--resume | --run) _genrelab_offer runs "$2" ;;
	--format) words='text tsv json' ;;
	--set) _genrelab_join 'mel mfcc chroma wavelet stats mood' "$2" ;;
	--features)
		_genrelab_join 'mel mfcc chroma wavelet stats mood' "$2"
		;;
	--model) words='cnn rnn logistic sgd forest svm' ;;
	--input) words='statistics deltas flat' ;;
	--protocol) words='stratified filtered artist clean' ;;
	--unify) words='crop pad' ;;
	--cut)
		[[ " ${COMP_WORDS[*]} " == *' train '* ]] || return 1
		words='off on'
		;;
	--backend) words='auto cpu' ;;
	--checkpoint) words='best last' ;;
	--jobs | --tracks | --seconds | --seed | --seeds | --epochs | --batch) ;;
	--learning-rate | --weight-decay | --warmup | --crop-seconds) ;;
	--crops | --width | --dropout | --label-smoothing) ;;
	--c | --gamma | --alpha | --trees) ;;
	*) return 1 ;;
	esac
	COMPREPLY+=($(compgen -W "$words" -- "$2"))
	return 0
}

# _genrelab_operands VERB CURRENT: fills COMPREPLY
_genrelab_operands()
{
	case $1 in
	demo | import) _genrelab_paths -d "$2" ;;
	classify) _genrelab_paths -f "$2" ;;
	show) _genrelab_offer list "$2" ;;
	runs | compare | report | confusion) _genrelab_offer runs "$2" ;;
	esac
}

_genrelab()
{
	local verbs='demo import list show features split train runs compare
		report confusion ablate protocols classify doctor'
	local common='-w --workspace= --format= --jobs= -q --quiet -v --verbose
		-h --help'
	local current=${COMP_WORDS[COMP_CWORD]}
	local before=${COMP_WORDS[COMP_CWORD - 1]}
	local verb="" word i

	COMPREPLY=()
	# Bash takes --option=value apart.
	if [[ $current == = ]]; then
		current=
	elif [[ $before == = ]]; then
		before=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	if [[ $before == -* ]] && _genrelab_values "$before" "$current"; then
		return
	fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		for word in $verbs; do
			[[ -n $verb || ${COMP_WORDS[i]} != "$word" ]] || verb=$word
		done
	done
	if [[ $current == -* ]]; then
		[[ -n $verb ]] || common+=' --version'
		COMPREPLY=($(compgen -W \
			"$(_genrelab_options "$verb") $common" -- "$current"))
		[[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null
	elif [[ -n $verb ]]; then
		_genrelab_operands "$verb" "$current"
	else
		_genrelab_paths -d "$current"
		COMPREPLY+=($(compgen -W "$verbs" -- "$current"))
	fi
}

complete -F _genrelab genrelab
