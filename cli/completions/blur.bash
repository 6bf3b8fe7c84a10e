# bash completion for blur(1)                               -*- shell-script -*-
# SPDX-License-Identifier: MIT

_blur() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local options='-k --kernel -s --sigma -b --border -o --output -f --format -Q --quality
        -t --threads --max-pixels -q --quiet -v --verbose -h --help -V --version'
    local borders='renormalize replicate reflect mirror wrap constant:#'
    COMPREPLY=()
    case $previous in
    -b | --border)
        mapfile -t COMPREPLY < <(compgen -W "$borders" -- "$current")
        return
        ;;
    -f | --format)
        mapfile -t COMPREPLY < <(compgen -W 'png jpeg' -- "$current")
        return
        ;;
    -k | --kernel | -s | --sigma | -Q | --quality | -t | --threads | --max-pixels)
        return
        ;;
    esac
    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
    else
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}

complete -F _blur blur
