"""Room for what is being sent: shared, so that nobody keeps it from others."""

from mingxin.doors.pace import Least, Pace
from mingxin.doors.room import PATIENCE, Place, Room

LEAST = Least(span=30.0, size=10)
SOON = PATIENCE / 2
LATE = PATIENCE * 2


class Hall:
    """A room and those who were cut."""

    def __init__(self, most: int = 100, share: int = 100, *, is_levelled: bool = False) -> None:
        self.room, self.gone = Room(most, share, is_levelled), list[str]()

    def enter(self, name: str, owner: str, size: int = 0, at: float = 0.0) -> Place:
        place = self.room.enter(owner, Pace(LEAST, at), lambda: self.gone.append(name))
        assert not size or self.send(place, size, at)
        return place

    def send(self, place: Place, size: int, at: float) -> bool:
        place.pace.moved(size, at)
        return self.room.grow(place, size, at)


def test_nobody_holds_more_than_a_share() -> None:
    hall = Hall(share=40)
    first = hall.enter("first", "a", 30)
    assert not hall.send(hall.enter("second", "a"), 11, SOON)
    assert hall.send(hall.enter("other", "b"), 40, SOON)
    hall.room.leave(first)
    assert hall.send(hall.enter("third", "a"), 40, SOON)
    assert hall.gone == []


def test_within_a_share_who_waits_makes_room_for_the_same_owner() -> None:
    hall = Hall(share=40)
    hall.enter("silent", "a", 30)
    hall.enter("other's", "b", 30)
    assert hall.send(hall.enter("again", "a"), 30, LATE)
    assert (hall.gone, hall.room.held) == (["silent"], 60)


def test_where_room_is_lacking_who_waits_longest_goes_first() -> None:
    hall = Hall()
    hall.enter("longer", "a", 40, at=0.0)
    hall.enter("longest", "b", 20, at=-1.0)
    busy = hall.enter("busy", "c", 20, at=-2.0)
    assert hall.send(busy, 10, LATE)
    assert hall.send(hall.enter("new", "d"), 30, LATE)
    assert hall.gone == ["longest"]
    assert hall.send(hall.enter("newer", "e"), 40, LATE)
    assert hall.gone == ["longest", "longer"]


def test_a_byte_now_and_then_is_waiting_too() -> None:
    hall = Hall()
    trickling = hall.enter("trickling", "a", 90)
    for second in range(int(LATE)):
        assert hall.send(trickling, 1, float(second))
    assert hall.send(hall.enter("new", "b"), 50, LATE)
    assert hall.gone == ["trickling"]


def test_who_sends_well_is_not_cut_for_another() -> None:
    hall = Hall()
    hall.enter("large", "a", 90)
    assert not hall.send(hall.enter("new", "b"), 20, SOON)
    assert (hall.gone, hall.room.held) == ([], 90)


def test_in_a_levelled_room_who_holds_the_most_makes_room() -> None:
    hall = Hall(is_levelled=True)
    hall.enter("much", "a", 30)
    hall.enter("more", "a", 20)
    hall.enter("less", "b", 40)
    assert hall.send(hall.enter("small", "c"), 20, SOON)
    assert hall.gone == ["much"]
    assert not hall.send(hall.enter("large", "d"), 45, SOON), "nobody holds more than that"
    assert hall.gone == ["much"]


def test_each_of_unknown_senders_is_somebody() -> None:
    hall = Hall(share=40, is_levelled=True)
    for name in ("one", "two"):
        hall.enter(name, "", 40)
    assert hall.send(hall.enter("three", ""), 30, SOON)
    assert len(hall.gone) == 1


def test_what_is_whole_is_left_alone() -> None:
    hall = Hall(is_levelled=True)
    hall.enter("whole", "a", 90).cut = None
    assert not hall.send(hall.enter("new", "b"), 20, LATE)
    assert hall.gone == []


def test_who_leaves_gives_back_all_of_it_once() -> None:
    hall = Hall()
    silent = hall.enter("silent", "a", 90)
    assert hall.send(hall.enter("new", "b"), 50, LATE)
    hall.room.leave(silent)
    assert hall.room.held == 50
