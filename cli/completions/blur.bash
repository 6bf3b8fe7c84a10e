# bash completion for blur(1)                               -*- shell-script -*-
# SPDX-License-Identifier: MIT
# Written by "make documents" from the table of options.

# What is not completed here, readline completes as file names (-o default), with quoting.
_blur() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} word
    local options='
        -k --kernel
        -s --sigma
        -b --border
        -e --exact
        -l --linear
        --straight
        --dither
        -R --region
        --feather
        -m --mask
        --invert
        --pixelate
        --box
        --motion
        --kernel-file
        --no-normalize
        --bias
        -o --output
        -d --outdir
        -S --suffix
        -f --format
        -Q --quality
        --background
        --strip
        -p --preserve
        -n --no-clobber
        --newer
        --no-dereference
        --sync
        -r --recursive
        --files-from
        -0 --null
        --shard
        -j --jobs
        -t --threads
        --max-memory
        --max-pixels
        --timeout
        --codec
        --lenient
        --progress
        --json
        -q --quiet
        -v --verbose
        -h --help
        -V --version
    '
    COMPREPLY=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        [[ $word == -- ]] && return
    done
    # --border=re comes as the three words --border, = and re.
    if [[ $current == = ]]; then
        current=
    elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $previous in
    -b | --border) mapfile -t COMPREPLY < <(compgen -W 'renormalize replicate reflect mirror wrap constant:#' -- "$current") ;;
    -d | --outdir) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    -f | --format) mapfile -t COMPREPLY < <(compgen -W 'png jpeg' -- "$current") ;;
    --codec) mapfile -t COMPREPLY < <(compgen -W 'stb auto' -- "$current") ;;
    --progress) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$current") ;;
    *)
        if [[ $current == -* ]]; then
            mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
        fi
        ;;
    esac
}

complete -o default -F _blur blur
