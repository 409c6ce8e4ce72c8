"""What the documents say, held against the code: tables, the diagram, what is printed, links.

Each check is a function from the README's text to its faults, shown to find one before it is
trusted.
"""

from __future__ import annotations

import functools
import io
import re
import struct
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout, suppress
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

import bot
from bot import cli
from bot.core.calls import MOVES, State
from bot.core.commands import parse_otp
from bot.core.messages.menu import COMMANDS, Command
from bot.core.people import Language, Role, may
from bot.errors import UsageError
from bot.sandbox.exchange import ENDINGS
from bot.sandbox.world import SEED
from bot.settings import MEANINGS, Settings, load_settings

ROOT = Path(bot.__file__).parent.parent
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
README, CONTRIBUTING, CHANGELOG = ((ROOT / name).read_text("utf-8") for name in DOCUMENTS)
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
DEMO_URL = f"http://127.0.0.1:{cli.DEMO_PORT}"

Check = Callable[[str], Iterator[str]]

# The lowest role that may do something, as people are told of it; roles from the lowest up.
WHO = {
    Role.STRANGER: "anyone",
    Role.VIEWER: "viewer",
    Role.OPERATOR: "operator",
    Role.ADMIN: "administrator",
}
REQUIRED = {
    "TELEGRAM_BOT_TOKEN": SEED.telegram_token,
    "PBX_API_URL": DEMO_URL,
    "SECRET_KEY": Fernet.generate_key().decode(),
}
# Where packages come from, and where a checkout happens to lie, is nobody else's business.
ELSEWHERE = re.compile(
    r"pypi|pythonhosted|npmjs|index-url|https?://\S+/simple\b|/(?:home|root|tmp|Users|work)/",
    re.IGNORECASE,
)


def table(text: str, *header: str) -> list[list[str]]:
    """The cells of the rows under this header, code marks taken off."""
    _, _, after = text.partition(f"| {' | '.join(header)} |\n")
    rows = []
    for line in after.splitlines()[1:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().strip("`") for cell in line.strip("|").split(" | ")])
    return rows


def blocks(text: str, language: str) -> list[str]:
    """What stands in fences of this language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def code(text: str) -> list[str]:
    """Everything that is set as code, in lines and in blocks."""
    fence = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
    return fence.findall(text) + re.findall(r"`([^`\n]+)`", fence.sub("", text))


def differences(said: list[list[str]], true: list[list[str]]) -> Iterator[str]:
    """Rows that only one side has; a wrong order is a difference too."""
    yield from (f"not so: {row}" for row in said if row not in true)
    yield from (f"not said: {row}" for row in true if row not in said)
    if sorted(said) == sorted(true) and said != true:
        yield "not in this order"


def settings(text: str) -> Iterator[str]:
    """Every setting, its meaning, and a default that really is one."""
    rows = table(text, "name", "meaning", "default")
    meanings = [[name, said.removesuffix("; required")] for name, said in MEANINGS.items()]
    yield from differences([row[:2] for row in rows], meanings)
    for name, _, default in rows:
        field = Settings.model_fields.get(name.lower())
        if field is None:
            continue
        if field.is_required() or not field.default:
            so = default == ("required" if field.is_required() else "none")
        else:
            loaded = load_settings({**REQUIRED, name: default}, None)
            so = getattr(loaded, name.lower()) == field.default
        if not so:
            yield f"{name} is not {default} by default"


def commands(text: str) -> Iterator[str]:
    """Every command of the chat: what is typed, who may, what it does."""
    yield from differences(
        table(text, "command", "who", "does"),
        [
            [typed(command), lowest(command), command.does.plain(Language.EN)]
            for command in COMMANDS
        ],
    )


def typed(command: Command) -> str:
    arguments = command.arguments.plain(Language.EN) if command.arguments else ""
    return f"/{command.name} {arguments}".strip()


def lowest(command: Command) -> str:
    return next(who for role, who in WHO.items() if may(role, command.act))


def examples(text: str) -> Iterator[str]:
    """Every `/otp` with a number in it can be typed as it stands."""
    for arguments in re.findall(r"/otp (\d[^`\n]*?)(?:`|   |$)", text, re.MULTILINE):
        try:
            parse_otp(arguments)
        except UsageError as error:
            yield f"/otp {arguments}: {error.problem}"


def program(text: str) -> Iterator[str]:
    """Every command of the command line is spoken of, and no other command or option."""
    exist = set(re.findall(r"^    ([a-z]+)\b", help_of(), re.MULTILINE))
    spoken = set(re.findall(r"pbxbot ([a-z]+)", "\n".join(code(text))))
    yield from (f"pbxbot {name}" for name in exist ^ spoken)
    options = {option for name in exist for option in re.findall(r"--\w+", help_of(name))}
    given = re.findall(r"(?:pbxbot|ARGS=).*", "\n".join(code(text)))
    yield from set(re.findall(r"--\w+", "\n".join(given))) - options


@functools.cache
def help_of(*command: str) -> str:
    said = io.StringIO()
    with redirect_stdout(said), suppress(SystemExit):
        cli.main([*command, "--help"])
    return said.getvalue()


def diagram(text: str) -> Iterator[str]:
    """The drawn state machine is MOVES, edge for edge."""
    drawn = re.findall(r"^ +(\S+) --> (\S+)(?: :.*)?$", "".join(blocks(text, "mermaid")), re.M)
    moves = [(before, after) for before, moves in MOVES.items() for after in moves]
    ends = [(state, "[*]") for state, moves in MOVES.items() if not moves]
    true = [("[*]", State.PENDING), *moves, *ends]
    yield from differences(sorted(map(list, drawn)), sorted([a, b] for a, b in true))


def numbers(text: str) -> Iterator[str]:
    """What each callee does: the table, read column by column."""
    rows = table(text, "digits", "the callee", "digits", "the callee")
    said = [row[:2] for row in rows] + [row[2:] for row in rows]
    yield from differences(said, [[digits, end.en] for digits, end in ENDINGS.items()])


def printed(text: str) -> Iterator[str]:
    """What the two commands and the sandbox print."""
    demo, test, *_ = [*blocks(text, "console"), "", ""]
    shell, *lines = demo.splitlines() or [""]
    set_up = [line for line in lines if f'@echo "{line}"' in MAKEFILE]
    if shell != "$ make demo" or lines != [*set_up, *cli.WELCOME.format(url=DEMO_URL).splitlines()]:
        yield "make demo prints something else"
    if len(set_up) != recipe(r"\$\(STAMP\)").count("@echo"):
        yield "setting up prints something else"
    run = [line.strip() for line in (recipe("lint") + recipe("test")).splitlines()]
    run = [line.replace("$(BIN)", ".venv/bin").replace("$(ARGS)", "").strip() for line in run]
    if ["$ make test", *run] != re.findall(r"^(?:\$|\.venv).*", test, re.MULTILINE):
        yield "make test runs something else"
    if cli.SERVED.format(url=DEMO_URL) + "\n" not in blocks(text, "text"):
        yield "pbxbot sandbox prints something else"


def recipe(target: str) -> str:
    found = re.search(rf"^(?:{target}):.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    return found[1] if found else ""


def seed(text: str) -> Iterator[str]:
    """The keys and ids that are in the sandbox from the start."""
    people = (SEED.operator, SEED.admin, SEED.stranger)
    yield from differences(
        table(text, "what", "value"),
        [
            ["bot token", SEED.telegram_token],
            ["PBX API key", SEED.account.api_key],
            ["campaign id", SEED.account.campaign_id],
            ["caller", SEED.caller],
            ["OTP template", SEED.account.templates[0].name],
            ["name and password", f"{SEED.account.username}` `{SEED.account.password}"],
            ["second account's API key", SEED.second.api_key],
            [
                "second account's name and password",
                f"{SEED.second.username}` `{SEED.second.password}",
            ],
            [
                "second account's campaign id and caller",
                f"{SEED.second.campaign_id}` `{SEED.second_caller}",
            ],
            ["people", ", ".join(f"{p.name_en.lower()} `{p.id}`" for p in people).strip("`")],
            ["group", str(SEED.group_id)],
        ],
    )


def layout(text: str) -> Iterator[str]:
    """Every line of the tree is there, and every part of the program is in the tree."""
    block = next((block for block in blocks(text, "text") if block.startswith("bot/\n")), "")
    paths, folders = [], [""]
    for line in block.splitlines():
        name, depth = line.split()[0], (len(line) - len(line.lstrip())) // 2
        folders[depth:] = [name]
        paths.append("".join(folders))
    yield from (path for path in paths if not there(path))
    parts = {
        f"bot/{part.name}/" if part.is_dir() else f"bot/{part.name}"
        for part in (ROOT / "bot").glob("[a-z]*")
        if part.suffix == ".py" or (part / "__init__.py").exists()
    }
    yield from parts - set(paths)


def there(path: str) -> bool:
    return (ROOT / path).is_dir() if path.endswith("/") else (ROOT / path).is_file()


def named_paths(text: str) -> Iterator[str]:
    """Every path of ours that is named in the middle of a line."""
    for path in re.findall(r"`((?:bot|tests|docs|deploy)/[\w./]*)`", text):
        if not there(path):
            yield path


def links(text: str) -> Iterator[str]:
    """Files and headings that are linked to."""
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if not target.startswith("https://") and not (
            there(path or "README.md") and (not anchor or anchor in anchors(path, text))
        ):
            yield target


def anchors(path: str, text: str) -> set[str]:
    """A heading's anchor: lower case, no punctuation, hyphens for spaces."""
    source = (ROOT / path).read_text("utf-8") if path else text
    headings = re.findall(r"^#+ (.+)$", source, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def targets(text: str) -> Iterator[str]:
    """Every `make` that is spoken of is in the Makefile."""
    exist = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    yield from set(re.findall(r"\bmake ([a-z]+)", "\n".join(code(text)))) - exist


def elsewhere(text: str) -> Iterator[str]:
    """Index hosts and paths of one machine."""
    yield from ELSEWHERE.findall(text)


OF_README: tuple[Check, ...] = (
    settings,
    commands,
    examples,
    program,
    diagram,
    numbers,
    printed,
    seed,
    layout,
)
OF_ANY: tuple[Check, ...] = (named_paths, links, targets, elsewhere)


@pytest.mark.parametrize("check", OF_README + OF_ANY)
def test_what_the_readme_says_is_so(check: Check) -> None:
    assert list(check(README)) == []


@pytest.mark.parametrize("text", [CONTRIBUTING, CHANGELOG], ids=DOCUMENTS[1:])
@pytest.mark.parametrize("check", OF_ANY)
def test_what_the_other_documents_name_is_there(check: Check, text: str) -> None:
    assert list(check(text)) == []


def test_the_lock_file_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")

    assert list(elsewhere(lock)) == []


def test_the_screenshot_is_a_small_picture_of_the_whole_page() -> None:
    png = (ROOT / "docs/page.png").read_bytes()

    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (1280, 860)
    assert len(png) < 200_000


@pytest.mark.parametrize(
    ("check", "so", "not_so"),
    [
        (settings, "| `LISTEN_PORT` |", "| `LISTEN_PORTS` |"),
        (settings, "| the SQLite file; made", "| a SQLite file; made"),
        (settings, "| `8080` |", "| `8088` |"),
        (settings, "from @BotFather", "from BotFather"),
        (settings, "| none |", "| required |"),
        (settings, "| `Asia/Ho_Chi_Minh` |", "| `Asia/Bangkok` |"),
        (settings, "| name | meaning | default |", "| name | meaning | |"),
        (commands, "`/otp PHONE CODE` | operator", "`/otp PHONE CODE` | viewer"),
        (commands, "`/otp PHONE CODE`", "`/otp CODE PHONE`"),
        (commands, "| `/status` |", "| `/stats` |"),
        (examples, "caller=19001234", "callers=19001234"),
        (examples, "/otp 0987654321 4821 ", "/otp 098765432 4821 "),
        (program, "pbxbot link", "pbxbot links"),
        (program, "pbxbot secrets", "pbxbot"),
        (program, "--speed 10`", "--fast 10`"),
        (program, '--speed 10"', '--fast 10"'),
        (diagram, "    placed --> ringing\n", ""),
        (diagram, "    placed --> ringing\n", "    ringing --> placed\n"),
        (diagram, "[*] --> pending", "[*] --> placing"),
        (numbers, "| `02` | busy |", "| `02` | answers |"),
        (numbers, "| `02` | busy |", "| `03` | busy |"),
        (printed, "is answered: watch", "is answered: look"),
        (printed, f"page:  {DEMO_URL}\nNothing", "page:  http://127.0.0.1:80\nNothing"),
        (printed, ".venv is ready.\n", ""),
        (printed, ".venv/bin/mypy\n", ""),
        (printed, f"PBX:       {DEMO_URL}/v1", f"PBX:       {DEMO_URL}"),
        (seed, "| `0123456789` |", "| `0123456788` |"),
        (seed, "stranger `5550001`", "stranger `5550002`"),
        (layout, "  logs.py ", "  logging.py "),
        (layout, "    calls.py ", "  calls.py "),
        (layout, "  metrics.py      what /metrics shows\n", ""),
        (named_paths, "(deploy/", "`bot/none.py` (deploy/"),
        (links, "(docs/page.png)", "(docs/pages.png)"),
        (links, "(#settings)", "(#setting)"),
        (targets, "`make setup`", "`make install`"),
        (elsewhere, "## Layout", "/home/somebody/pbxbot"),
        (elsewhere, "## Layout", "https://packages.example/simple"),
    ],
)
def test_each_check_finds_what_is_not_so(check: Check, so: str, not_so: str) -> None:
    assert so in README
    assert list(check(README.replace(so, not_so))) != list(check(README))
