"""Reading accounts: who somebody is to the ledger, and what they were last seen doing here."""

from mingxin.access.models import Person, RecoveryCode, SecondFactor, SignIn
from mingxin.access.secrets_at_rest import is_sealed_newly
from mingxin.ledger.actor import Actor


def actor_of(person: Person) -> Actor:
    """The person as an actor upon his or her own account, under the unit the account belongs to."""
    unit = person.unit
    return Actor(person.login, person.name, unit.uscc if unit else "", unit.name if unit else "")


def recent_sign_ins(person: Person, *, limit: int = 20) -> tuple[SignIn, ...]:
    return tuple(SignIn.objects.filter(person=person).order_by("-id")[:limit])


def has_second_factor(person: Person) -> bool:
    return SecondFactor.objects.filter(person=person).exclude(confirmed_at=None).exists()


def sealed_under_older_keys() -> frozenset[int]:
    """Whose second factor is lost with the older keys: it has not been used since the installation's secret changed."""
    held = SecondFactor.objects.exclude(confirmed_at=None).values_list("person_id", "person__login", "sealed_secret")
    return frozenset(person for person, login, sealed in held if not is_sealed_newly(bytes(sealed), whose=login))


def unused_recovery_codes(person: Person) -> int:
    return RecoveryCode.objects.filter(person=person, used_at=None).count()
