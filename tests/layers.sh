#!/bin/sh
# Fails when a file includes a header from a layer or library it must not know.

cd "${TOP_SRCDIR:-.}" || exit 99
status=0
passed=0

report()
{
	if [ -z "$1" ]; then
		passed=$((passed + 1))
	else
		echo "$1"
		status=$((status + 1))
	fi
}

# layer DIR LAYER...: files in DIR include project headers of these layers only
layer()
{
	dir=$1
	shift
	allowed=$(echo "$*" | tr ' ' '|')
	report "$(grep -rnE '^#include "' "$dir" --include='*.[ch]' |
		grep -vE "\"($allowed)[./]")"
}

# library HEADER HOME: only files under HOME include this third-party header
library()
{
	report "$(grep -rnE "^ *#include <$1" src ui gpu --include='*.[ch]' |
		grep -vE "^($2)")"
}

layer src/base    base
layer src/audio   base audio
layer src/feature base audio feature
layer src/catalog base catalog
layer src/learn   base audio feature learn
layer src/demo    base audio demo
layer src/session base audio feature catalog learn session
layer src/command base audio feature catalog learn demo session command
layer ui          base audio feature catalog learn session command ui
layer gpu         base learn/device_module gpu

library xxhash    src/base/hash
library sndfile   src/audio/
library soxr      src/audio/
library fftw3     src/feature/
library sqlite3   src/catalog/
library csv       src/catalog/
library '(oneapi|dnnl|omp)' src/learn/cpu
library lbfgs     src/learn/logistic
library 'libsvm'  src/learn/svm
library jansson   'src/learn/safetensors|src/command/output'
library cu[db]    gpu/
library '(n?curses|term\.h)' ui/terminal

echo "$passed passed, $status failed"
[ "$status" -eq 0 ]
