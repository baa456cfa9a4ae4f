"""What a reminder has to say, case by case."""

from datetime import date

import pytest

from mingxin.oversight.rules.letters import answer_by_problem, contact_problem

CONTACTS = [
    ("name and number", "周明远 0700-1234567", ""),
    ("the number first", "0700-1234567 周明远", ""),
    ("a mobile number", "周明远13800001234", ""),
    ("a public short number", "信用办值班室 12345", ""),
    ("blanks within", "周明远 138 0000 1234", ""),
    ("an office that one calls", "市信用办 6123456", ""),
    ("no telephone", "周明远", "电话"),
    ("four digits are no telephone", "周明远 8001", "电话"),
    ("no person", "0700-1234567", "姓名"),
    ("nothing", "", "电话"),
    ("one letter is no name", "x 0700-1234567", "姓名"),
]


@pytest.mark.parametrize(("reason", "text", "said"), CONTACTS, ids=[case[0] for case in CONTACTS])
def test_contact(reason: str, text: str, said: str) -> None:
    assert (said in contact_problem(text)) if said else not contact_problem(text)


TODAY = date(2026, 11, 20)
DAYS = [
    ("yesterday", date(2026, 11, 19), "明天"),
    ("today", TODAY, "明天"),
    ("tomorrow", date(2026, 11, 21), ""),
    ("the sixtieth day", date(2027, 1, 19), ""),
    ("the day after it", date(2027, 1, 20), "60 天"),
    ("a slip of the pen", date(2206, 11, 25), "60 天"),
]


@pytest.mark.parametrize(("reason", "day", "said"), DAYS, ids=[case[0] for case in DAYS])
def test_answer_by(reason: str, day: date, said: str) -> None:
    problem = answer_by_problem(day, TODAY)
    assert (said in problem) if said else not problem
