import pytest


@pytest.fixture(autouse=True)
def quick_passwords(settings) -> None:
    """What is slow by design is slow in its own test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
