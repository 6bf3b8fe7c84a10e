# fish completion for blur(1)
# SPDX-License-Identifier: MIT

complete -c blur -s k -l kernel -x -d 'kernel size, odd'
complete -c blur -s s -l sigma -x -d 'standard deviation in pixels'
complete -c blur -s b -l border -x -d 'what stands beyond the edge' \
  -a 'renormalize replicate reflect mirror wrap constant:#'
complete -c blur -s e -l exact -d 'at most 0.55 levels off the exact result'
complete -c blur -s o -l output -r -F -d 'output file, - for standard output'
complete -c blur -s f -l format -x -a 'png jpeg' -d 'format of the output'
complete -c blur -s Q -l quality -x -d 'JPEG quality, 1 to 100'
complete -c blur -l background -x -d 'laid under what is transparent, #RRGGBB'
complete -c blur -l strip -d 'keep no metadata but the colour profile; =all: not even that'
complete -c blur -l codec -x -a 'stb auto' -d 'libraries that decode and encode'
complete -c blur -l lenient -d 'take what can be decoded of a damaged image'
complete -c blur -s t -l threads -x -d 'threads, 0 for as many as help'
complete -c blur -l max-pixels -x -d 'refuse images of more pixels'
complete -c blur -s q -l quiet -d 'errors only'
complete -c blur -s v -l verbose -d 'say what is done to each file'
complete -c blur -s h -l help -d 'print the help'
complete -c blur -s V -l version -d 'print the version'
