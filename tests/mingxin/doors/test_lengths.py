"""What anybody may send is short, for it is looked through with care: a long text would hold up the server."""

import pytest
from django.test import Client

from mingxin.doors import limits
from mingxin.doors.parts import headers

pytestmark = pytest.mark.django_db
FIELDS = [
    ("/search/", "q"),
    ("/heyan/", "bianhao"),
    ("/heyan/", "hemima"),
    ("/desk/sign-in/", "login"),
    ("/desk/sign-in/", "password"),
]


@pytest.mark.parametrize(("address", "field"), FIELDS)
@pytest.mark.parametrize(("length", "is_refused"), [(limits.LONGEST, False), (limits.LONGEST + 2, True)])
def test_a_field_of_a_stranger_has_an_end(address: str, field: str, length: int, is_refused: bool) -> None:
    found = Client().post(address, {field: "1 " * (length // 2)})
    assert (found.status_code == 400) == is_refused


@pytest.mark.parametrize(("fields", "is_refused"), [(3, False), (5, True), (500, True)])
def test_all_fields_of_a_stranger_together_have_an_end(fields: int, is_refused: bool) -> None:
    """Each is looked through for identity numbers, also one that no form has."""
    found = Client().post("/desk/sign-in/", {f"field{n}": "1 " * (limits.LONGEST // 2) for n in range(fields)})
    assert (found.status_code == 400) == is_refused


@pytest.mark.parametrize("address", ["/search/", "/desk/"])
def test_an_address_has_an_end(address: str) -> None:
    for length, is_refused in ((headers.LONGEST, False), (headers.LONGEST + 1, True)):
        query = "q=" + "1" * (length - len(address) - 2)
        found = Client().get(f"{address}?{query}")
        assert (found.status_code == 414) == is_refused, length
    assert "网址过长" in found.content.decode()
