# Completion of rung's programs for bash: source this file, or put it into the folder of
# bash-completion under the name of each. What it offers is what the program's own --help says.

# The names in the first column of what a verb lists, where a coordinator answers at once.
_rung_names() {
  timeout 2 "$program" "$@" -o csv "${access[@]}" 2>/dev/null | sed -nE '2,$s/^([[:alnum:]._-]+),.*/\1/p'
}

# Those of the words that begin as the current one does.
_rung_offer() { mapfile -t COMPREPLY < <(compgen -W "$*" -- "$current"); }

_rung() {
  local program=${1/#\~/$HOME} line words=() verbs=() access=() i
  line=${COMP_LINE:0:COMP_POINT}. # the dot keeps a last word that is empty
  read -ra words <<<"${line//=/ }"
  local current=${words[-1]%.} previous=${words[-2]}
  for ((i = 1; i < ${#words[@]} - 1; i++)); do
    case ${words[i]} in
      --insecure) access+=(--insecure) ;;
      --coordinator | --identity) access+=("${words[@]:i:2}") ;;
      -*) ;;
      *) verbs+=("${words[i]}") ;; # and values and files, which --help passes over
    esac
  done

  local help usage flags='' value=''
  help=$("$program" "${verbs[@]}" --help 2>/dev/null)
  usage=${help#*Usage: } usage=${usage%%$'\n'*}
  while IFS= read -r line; do
    [[ $line =~ ^\ \ (-[^\ ]*)\ ?([^\ ]*) ]] || continue
    flags+=" ${BASH_REMATCH[1]//,/ }"
    [[ ,${BASH_REMATCH[1]}, == *",$previous,"* ]] && value=${BASH_REMATCH[2]}
  done <<<"$help"
  case $value in
    '') ;;
    *'{'*'}'*) value=${value#*'{'} value=${value%'}'*}; _rung_offer "${value//,/ }"; return ;;
    FILE* | DIR* | TEXT*) return ;; # files, as bash completes them
    *) compopt +o default +o bashdefault; return ;;
  esac

  [[ $current == -* ]] && usage='[OPTIONS]'
  case $usage in
    *'[OPTIONS]') _rung_offer "$flags" ;;
    *'[SUBCOMMAND]') _rung_offer "$(sed -n '/^Subcommands:/,/^$/s/^  \([a-z]*\) .*/\1/p' <<<"$help")" ;;
    *HYPERPARAMETER*) _rung_offer "$(_rung_names ls)" "$(sed -n 's/,\| or\b//g; s/^  .*) then //p' <<<"$help")" ;;
    *SEARCH*) _rung_offer "$(_rung_names ls)" ;;
    *DATA_SET) _rung_offer "$(_rung_names data ls)" ;;
    *WORKER...) _rung_offer "$(_rung_names workers)" ;;
    *ROLE*) _rung_offer worker client ;;
  esac
}

complete -o bashdefault -o default -F _rung rung rung-coordinator rung-worker
