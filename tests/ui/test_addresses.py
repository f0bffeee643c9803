"""Where an address leads, whatever it pretends, and what opens it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rich.cells import cell_len

from tuireader.ui.addresses import Address, cut, examined, visible
from tuireader.ui.browsing import Browser, find_browser, run_beside


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://archiveofourown.org/works/1?view=x#y", Address("archiveofourown.org")),
        ("HTTP://AO3.org", Address("ao3.org")),
        ("https://ao3.org@evil.example/", Address("evil.example", user="ao3.org")),
        ("https://ao3.org:pass@evil.example:8080/@ao3.org", Address("evil.example:8080",
                                                                    user="ao3.org:pass")),
        ("https://a@b@evil.example", Address("evil.example", user="a@b")),
        (r"https://evil.example\@ao3.org/", Address("evil.example")),
        (r"https:\\evil.example/", Address("evil.example")),
        ("https:////evil.example/", Address("evil.example")),
        ("https://evil.example?@ao3.org/", Address("evil.example")),
        ("https://evil.example#@ao3.org/", Address("evil.example")),
        ("https://%65vil.example/", Address("evil.example", "%65vil.example")),
        ("https://аo3.org/", Address("xn--o3-6kc.org", "аo3.org")),
        ("https://straße.example/", Address("xn--strae-oqa.example", "straße.example")),
        ("https://ａo3。org/", Address("ao3.org", "ａo3。org")),
        ("https://a\u200bo3.org/", Address("ao3.org", "a\u200bo3.org")),
        ("https://xn--o3-6kc.org/", Address("xn--o3-6kc.org")),
        ("http://[::1]:80/", Address("[::1]:80")),
        ("http://3232235777/", Address("3232235777")),
        ("https:///", Address("")),
        ("https://user@/", Address("", user="user")),
        ("https://a%2Fb.example/", Address("", "a%2Fb.example")),
        ("https://a%00b/", Address("", "a%00b")),
        ("mailto:ann@a.example?subject=hello", Address("ann@a.example", is_mail=True)),
        ("mailto:ann@аa.example", Address("ann@xn--a-7sb.example", "ann@аa.example",
                                         is_mail=True)),
        ("mailto:nobody", Address("", "nobody", is_mail=True)),
    ],
)  # fmt: skip
def test_where_it_leads(address: str, found: Address) -> None:
    assert examined(address) == found


def test_nothing_in_it_is_hidden() -> None:
    assert visible("https://a.example/ü/漢?q=[b]x[/b]") == "https://a.example/ü/漢?q=[b]x[/b]"
    assert visible("a\u202eb\u200bc\xa0d e\x1b") == "a%E2%80%AEb%E2%80%8Bc%C2%A0d%20e%1B"
    assert visible("e\u0301\udcff") == "e%CC%81%3F"


@pytest.mark.parametrize("width", [1, 2, 7, 60])
def test_all_of_it_is_shown(width: int) -> None:
    address = "https://a.example/" + "漢字-" * 40
    lines = cut(address, width)
    assert "".join(lines) == address
    assert max(map(cell_len, lines)) <= max(2, width)
    assert cut("", width) == [""]


def program(folder: Path, name: str, does: str = "true") -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_the_readers_own_browser_comes_first(tmp_path: Path) -> None:
    for name in ("mine", "w3m", "xdg-open"):
        program(tmp_path, name)
    (tmp_path / "www").symlink_to(tmp_path / "w3m")
    shown = {"PATH": str(tmp_path), "DISPLAY": ":0"}

    def found(**more: str) -> Browser | None:
        return find_browser(shown | more)

    assert found() == Browser(("xdg-open",), False)
    assert found(DISPLAY="") == Browser(("w3m",), True)
    assert found(BROWSER="mine") == Browser(("mine",), False)
    assert found(BROWSER="mine", DISPLAY="") == Browser(("mine",), True)
    assert found(BROWSER="nothing:mine --new %s &:w3m") == Browser(("mine", "--new", "%s"), False)
    assert found(BROWSER="www -B") == Browser(("www", "-B"), True)
    assert found(BROWSER=str(tmp_path / "mine")) == Browser((str(tmp_path / "mine"),), False)
    # No address becomes part of a script.
    for script in ("mine -c 'go %s'", "mine 'open(%s)'", "%s", "'"):
        assert found(BROWSER=script) == Browser(("xdg-open",), False)
    assert find_browser({"PATH": str(tmp_path / "none"), "DISPLAY": ":0"}) is None


def test_an_address_is_one_argument_and_never_an_option() -> None:
    address = "https://a.example/?q=%s&r=%action;$(id)"
    assert Browser(("x",), False).on(address) == ["x", address]
    assert Browser(("x", "%s", "-y"), False).on(address) == ["x", address, "-y"]
    assert Browser(("x", "--url=%s"), False).on(address) == ["x", f"--url={address}"]
    for wrong in ("--help", "file:///etc/passwd", "javascript:x", "https://a b", " https://a", ""):
        with pytest.raises(ValueError, match="no address"):
            Browser(("x",), False).on(wrong)


def test_why_it_did_not_open(tmp_path: Path) -> None:
    assert run_beside([str(program(tmp_path, "good"))]) == ""
    assert run_beside([str(program(tmp_path, "bad", "exit 3"))]) == "it gave up with code 3"
    assert run_beside([os.fspath(tmp_path / "gone")]) == "No such file or directory"
