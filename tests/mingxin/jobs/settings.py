"""The platform's settings, with the tests' handlers, for worker processes and the one beside the server."""

from mingxin.config.settings import *  # noqa: F403

JOBS = {"steps": ("逐步办理", "tests.mingxin.jobs.handlers.in_steps")}
TIMETABLE = ("tests.mingxin.jobs.handlers.leave_word",)
