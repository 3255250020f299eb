"""Scripts that complete words in a shell, made from the commands' options."""

from typing import Any, Dict, Mapping

from .._validation import choice

SHELLS = ("bash", "zsh", "fish")


def script(shell: str, commands: Mapping[str, Any]) -> str:
    """The script of a shell."""
    make = {"bash": _bash, "zsh": _zsh, "fish": _fish}
    return make[choice("SHELL", shell, SHELLS)](commands)


def _options(commands: Mapping[str, Any]) -> Dict[str, str]:
    """The options of each command."""
    return {
        command: " ".join(name for strings, _, _ in parser.options() for name in strings)
        for command, parser in commands.items()
    }


def _words_after(commands: Mapping[str, Any]) -> Dict[str, str]:
    """What may follow an option, where that is words."""
    return {
        name: " ".join(words)
        for parser in commands.values()
        for strings, _, words in parser.options()
        if words is not None
        for name in strings
    }


def _bash(commands: Mapping[str, Any]) -> str:
    cases = [f'    {command}) words="{names}" ;;' for command, names in _options(commands).items()]
    values = [f'    {name}) words="{words}" ;;' for name, words in _words_after(commands).items()]
    return "\n".join(
        [
            "# In ~/.bashrc: source <(nb-cpp completion bash)",
            "_nb_cpp() {",
            '  local current="${COMP_WORDS[COMP_CWORD]}" words="" command="" word',
            '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
            '    [[ $word == -* ]] || { command="$word"; break; }',
            "  done",
            '  case "${COMP_WORDS[COMP_CWORD-1]}" in',
            *values,
            "  esac",
            "  if [[ -z $words && -z $command ]]; then",
            f'    words="{" ".join(commands)} --help --version"',
            "  fi",
            '  [[ -n $words || $current != -* ]] || case "$command" in',
            *cases,
            "  esac",
            '  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")',
            "}",
            "complete -o default -F _nb_cpp nb-cpp",
        ]
    )


def _zsh(commands: Mapping[str, Any]) -> str:
    lines = [
        "#compdef nb-cpp",
        "# In ~/.zshrc, after compinit: source <(nb-cpp completion zsh)",
        "_nb_cpp() {",
        "  if (( CURRENT == 2 )); then",
        f"    compadd -- {' '.join(commands)}",
        "    return",
        "  fi",
        '  case "$words[CURRENT-1]" in',
    ]
    lines += [
        f"    {name}) compadd -- {words}; return ;;"
        for name, words in _words_after(commands).items()
    ]
    lines += ["  esac", '  if [[ "$words[CURRENT]" != -* ]]; then _files; return; fi']
    lines += ['  case "$words[2]" in']
    lines += [
        f"    {command}) compadd -- {names} ;;" for command, names in _options(commands).items()
    ]
    return "\n".join([*lines, "  esac", "}", "compdef _nb_cpp nb-cpp"])


def _fish(commands: Mapping[str, Any]) -> str:
    lines = ["# In ~/.config/fish/config.fish: nb-cpp completion fish | source"]
    for command, parser in commands.items():
        about = _quoted(parser.description or "")
        lines.append(f"complete -c nb-cpp -n __fish_use_subcommand -xa {command} -d {about}")
        for strings, text, words in parser.options():
            seen = _quoted(f"__fish_seen_subcommand_from {command}")
            names = " ".join(
                f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in strings
            )
            values = f" -xa {_quoted(' '.join(words))}" if words is not None else ""
            lines.append(f"complete -c nb-cpp -n {seen} {names}{values} -d {_quoted(text)}")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
