# Completion of the program `rung` for bash: source this file, or put it into
# the folder of bash-completion under the name rung.

# The verb on the command line; empty where there is none yet.
_rung_verb() {
  local word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      -*) ;;
      *) printf '%s' "$word"; return ;;
    esac
  done
}

# The names of all searches, where a coordinator answers at once.
_rung_searches() {
  local i address=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${COMP_WORDS[i]} == --identity ]]; then
      address+=(--identity "${COMP_WORDS[i+1]}")
    elif [[ ${COMP_WORDS[i]} == --coordinator ]]; then
      # bash splits HOST:PORT at the colon
      address+=(--coordinator "${COMP_WORDS[i+1]}${COMP_WORDS[i+2]}${COMP_WORDS[i+3]}")
    fi
  done
  timeout 2 rung ls -o csv "${address[@]}" 2>/dev/null | tail -n +2 | cut -d, -f1
}

_rung() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  local verb words
  verb=$(_rung_verb)
  case $previous in
    -o | --output)
      mapfile -t COMPREPLY < <(compgen -W 'table json jsonl csv' -- "$current")
      return ;;
    --db | -f | --file | --labels | --identity | --dir)
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return ;;
    --coordinator | --name | --seed | --split-seed | --workers | --label | --categorical | --ignore | --host | --days | --ca-days)
      return ;;
  esac

  local launch='--name --seed --split-seed' remote='--coordinator --identity -o --output'
  case $verb in
    '') words='init plan local search ls show trials best watch pause resume stop cancel rm
               data workers top doctor health compare model predict certs --help --version' ;;
    init) words='-f --file --labels --label --name --categorical --ignore --force' ;;
    plan) words='-o --output' ;;
    local) words="$launch --workers --db --resume -o --output" ;;
    search) words="$launch --detach $remote" ;;
    data) words="ls rm $remote" ;;
    workers) words="drain $remote" ;;
    top) words="--once $remote" ;;
    model) words='get -f --file --force --coordinator --identity' ;;
    predict) words='--labels -o --output' ;;
    certs) words='init worker client coordinator token show --dir --host --days --ca-days -f --file --force -o --output' ;;
    *) words=$remote ;;
  esac

  case $verb:$current in
    :* | *:-*) ;;
    init:* | plan:* | local:* | search:* | predict:*)
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return ;;
    show:* | trials:* | best:* | watch:* | pause:* | resume:* | stop:* | cancel:* | rm:*)
      words=$(_rung_searches) ;;
    certs:*)
      if [[ $previous == show ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
      fi ;;
    model:*)
      [[ $previous == model ]] || words=$(_rung_searches) ;;
    compare:*)
      words="$(_rung_searches) hidden_layers units learning_rate activation batch_size epochs
             optimizer momentum weight_decay dropout learning_rate_schedule" ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words --help" -- "$current")
}

complete -o bashdefault -F _rung rung
