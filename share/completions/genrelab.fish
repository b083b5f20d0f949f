# Completion of genrelab for fish.

set -l verbs demo import list show features split train runs compare report \
    confusion ablate protocols classify doctor

# The first column of the first table that a verb answers, in the workspace
# of the line that is being typed.
function __genrelab_ask
    set -l words (commandline -opc)
    set -l workspace
    for i in (seq (count $words))
        switch $words[$i]
            case -w --workspace
                set workspace -w $words[(math $i + 1)]
            case '--workspace=*'
                set workspace -w (string replace -- --workspace= '' $words[$i])
        end
    end
    genrelab $workspace $argv[1] --quiet --format tsv 2>/dev/null |
        sed -e 1d -e '/^$/,$d' -e 's/\t.*//'
end

function __genrelab_verb
    __fish_seen_subcommand_from $argv
end

function __genrelab_features
    printf '%s\n' mel mfcc chroma wavelet stats mood
end

complete -c genrelab -f

# Every verb, and none
complete -c genrelab -s w -l workspace -x -a '(__fish_complete_directories)' \
    -d 'The workspace to use'
complete -c genrelab -l format -x -a 'text tsv json' \
    -d 'How the output is written'
complete -c genrelab -l jobs -x -d 'Threads that work at once'
complete -c genrelab -s q -l quiet -d 'No progress and no notes'
complete -c genrelab -s v -l verbose -d 'More about what is done'
complete -c genrelab -s h -l help -d 'Show help'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -l version \
    -d 'Show the version'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" \
    -a '(__fish_complete_directories)'

# The verbs
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -a demo \
    -d 'Write a collection of synthesised tracks'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -a import \
    -d 'Add or update sound files'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -a list \
    -d 'List the tracks'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -a show \
    -d 'Tell all about one track'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -a features \
    -d 'Compute the features of every track'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -a split \
    -d 'Draw a split, or list them'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -a train \
    -d 'Train a network, or continue'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -a runs \
    -d 'List the trainings, or show one'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -a compare \
    -d 'Tell two runs apart'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -a report \
    -d 'Tell precision, recall and F1'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -a confusion \
    -d 'Show which genres are taken for which'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -a ablate \
    -d 'Train models on feature sets'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -a protocols \
    -d 'Train a model under every protocol'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -a classify \
    -d 'Tell the genre of sound files'
complete -c genrelab -n "not __fish_seen_subcommand_from $verbs" -a doctor \
    -d 'Tell what this machine is like'

complete -c genrelab -n '__genrelab_verb demo' -l tracks -x \
    -d 'Tracks of each genre, 1 to 100'
complete -c genrelab -n '__genrelab_verb demo' -l seconds -x \
    -d 'Length of a track, 1 to 60'
complete -c genrelab -n '__genrelab_verb demo' -l seed -x \
    -d 'Where all random choices come from'
complete -c genrelab -n '__genrelab_verb demo import' \
    -a '(__fish_complete_directories)'

complete -c genrelab -n '__genrelab_verb import' -l labels -r -F \
    -d 'A CSV file with the columns path and genre'
complete -c genrelab -n '__genrelab_verb import' -l stats -r -F \
    -d 'A CSV file of features, for tracks without audio'

complete -c genrelab -n '__genrelab_verb show' -a '(__genrelab_ask list)'

complete -c genrelab -n '__genrelab_verb features' -l set -x \
    -a '(__fish_complete_list , __genrelab_features)' -d 'Which features'
complete -c genrelab -n '__genrelab_verb features' -l summary \
    -d 'The tracks, and what is in the cache'
complete -c genrelab -n '__genrelab_verb features' -l split -x \
    -a '(__genrelab_ask split)' -d 'Whose training part standardises'
complete -c genrelab -n '__genrelab_verb features' -l cut \
    -d 'Cut long tracks instead of padding'

complete -c genrelab -n '__genrelab_verb split' -l protocol -x \
    -a 'stratified filtered artist clean' \
    -d 'How it is drawn'
complete -c genrelab -n '__genrelab_verb split' -l seed -x \
    -d 'Where its random choices come from'
complete -c genrelab -n '__genrelab_verb split' -l leaks \
    -d 'List what is on both sides'

complete -c genrelab -n '__genrelab_verb train' -l model -x -a 'cnn rnn logistic sgd forest svm' \
    -d 'The network'
complete -c genrelab -n '__genrelab_verb train' -l features -x \
    -a '(__fish_complete_list , __genrelab_features)' -d 'What it is given'
complete -c genrelab -n '__genrelab_verb train' -l epochs -x \
    -d 'How often it sees the training part'
complete -c genrelab -n '__genrelab_verb train' -l batch -x \
    -d 'Examples in one step'
complete -c genrelab -n '__genrelab_verb train' -l learning-rate -x \
    -d 'Largest learning rate'
complete -c genrelab -n '__genrelab_verb train' -l weight-decay -x \
    -d 'How strongly weights are pulled to zero'
complete -c genrelab -n '__genrelab_verb train' -l warmup -x \
    -d 'Epochs up to the largest rate'
complete -c genrelab -n '__genrelab_verb train' -l unify -x -a 'crop pad' \
    -d 'Tracks of different length'
complete -c genrelab -n '__genrelab_verb train' -l cut -x -a 'off on' \
    -d 'The longest tracks before padding'
complete -c genrelab -n '__genrelab_verb train' -l crop-seconds -x \
    -d 'Length of the pieces'
complete -c genrelab -n '__genrelab_verb train' -l crops -x \
    -d 'Pieces drawn from a track in an epoch'
complete -c genrelab -n '__genrelab_verb train' -l width -x \
    -d 'Channels of the first layer'
complete -c genrelab -n '__genrelab_verb train' -l dropout -x \
    -d 'Share of inputs of the head left out'
complete -c genrelab -n '__genrelab_verb train' -l label-smoothing -x \
    -d 'Share of the target spread over all'
complete -c genrelab -n '__genrelab_verb train' -l input -x -a 'statistics deltas flat' \
    -d 'How a baseline sees a track'
complete -c genrelab -n '__genrelab_verb train' -l c -x \
    -d 'How freely it fits'
complete -c genrelab -n '__genrelab_verb train' -l gamma -x \
    -d 'How near tracks must be to matter'
complete -c genrelab -n '__genrelab_verb train' -l alpha -x \
    -d 'How much large weights cost'
complete -c genrelab -n '__genrelab_verb train' -l trees -x \
    -d 'Trees in the forest'
complete -c genrelab -n '__genrelab_verb train' -l seed -x \
    -d 'Where all random numbers come from'
complete -c genrelab -n '__genrelab_verb train' -l split -x \
    -a '(__genrelab_ask split)' -d 'The split to train on'
complete -c genrelab -n '__genrelab_verb train' -l backend -x -a 'auto cpu' \
    -d 'Where it computes'
complete -c genrelab -n '__genrelab_verb train' -l resume -x \
    -a '(__genrelab_ask runs)' -d 'Continue this run'
complete -c genrelab -n '__genrelab_verb train' -l new \
    -d 'Begin anew even where such a run is unfinished'
complete -c genrelab -n '__genrelab_verb train' -l describe \
    -d 'Train nothing; list the layers'

complete -c genrelab -n '__genrelab_verb runs compare report confusion' \
    -a '(__genrelab_ask runs)'
complete -c genrelab -n '__genrelab_verb compare report confusion' -l checkpoint \
    -x -a 'best last' -d 'By which epoch'
complete -c genrelab -n '__genrelab_verb report' -l labels \
    -d 'List the genres of each track'

complete -c genrelab -n '__genrelab_verb ablate protocols' -l model -x \
    -a 'cnn rnn logistic sgd forest svm' -d 'The models'
complete -c genrelab -n '__genrelab_verb ablate protocols' -l features -x \
    -a 'mel mfcc chroma wavelet stats mood' -d 'What they are given'
complete -c genrelab -n '__genrelab_verb ablate protocols' -l seed -x \
    -d 'The first seed'
complete -c genrelab -n '__genrelab_verb ablate protocols' -l seeds -x \
    -d 'How many seeds'
complete -c genrelab -n '__genrelab_verb ablate' -l protocol -x \
    -a 'stratified filtered artist clean' -d 'How splits are drawn'
complete -c genrelab -n '__genrelab_verb ablate' -l split -x \
    -a '(__genrelab_ask split)' -d 'One split for all'

complete -c genrelab -n '__genrelab_verb classify' -l run -x \
    -a '(__genrelab_ask runs)' -d 'By this run'
complete -c genrelab -n '__genrelab_verb classify' -F
