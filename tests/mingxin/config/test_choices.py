"""Settings that are given in words: what is understood, and what is refused with an example."""

import pytest

from mingxin.config.choices import chosen, machines
from mingxin.kernel.refusal import Refusal

VARIABLE = "MINGXIN_TEST_CHOICE"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("", [], id="none"),
        pytest.param("127.0.0.1", ["127.0.0.1"], id="one"),
        pytest.param(" 127.0.0.1 , 10.20.0.0/24,::1,", ["127.0.0.1", "10.20.0.0/24", "::1"], id="with blanks"),
    ],
)
def test_machines(monkeypatch: pytest.MonkeyPatch, given: str, expected: list[str]) -> None:
    monkeypatch.setenv(VARIABLE, given)
    assert machines(VARIABLE) == expected


@pytest.mark.parametrize("given", ["*", "proxy.example", "10.20.0.0/33", "10.20.0.1/24", "127.0.0.1;10.0.0.1"])
def test_what_is_no_machine(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv(VARIABLE, given)
    with pytest.raises(Refusal, match=VARIABLE) as refused:
        machines(VARIABLE)
    assert "例如" in refused.value.remedy


def test_a_word_that_is_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "both")
    with pytest.raises(Refusal, match="both"):
        chosen(VARIABLE, ("all", "desk"))
    monkeypatch.setenv(VARIABLE, "")
    assert chosen(VARIABLE, ("all", "desk")) == "all"
