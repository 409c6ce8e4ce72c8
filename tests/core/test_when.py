"""Times as people type them, and those that they pick from."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.when import MOST_DAYS, offered, parse_time
from bot.errors import UsageError

TZ = ZoneInfo("Asia/Ho_Chi_Minh")
#: A Monday.
NOW = datetime(2026, 11, 23, 9, 12, 34, tzinfo=TZ)

moments = st.datetimes(
    min_value=datetime(2020, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(TZ)
).map(datetime.timestamp)


def read(typed: str, now: datetime = NOW) -> str:
    at = parse_time(typed, now=now.timestamp(), tz=TZ)
    return datetime.fromtimestamp(at, TZ).strftime("%d/%m/%Y %H:%M")


def fault(typed: str, now: datetime = NOW) -> UsageError:
    with pytest.raises(UsageError) as caught:
        read(typed, now)
    return caught.value


@pytest.mark.parametrize(
    "typed",
    [
        "14:30",
        "14h30",
        "14g30",
        "14 giờ 30",
        "14 giờ 30 phút",
        "14.30",
        "14:30h",
        "2:30 pm",
        "2h30 chiều",
        "2h rưỡi chiều",
        "chiều nay 2h30",
        "hôm nay, 14:30",
        "lúc 14h30",
        "14:30.",
    ],
)
def test_a_time_alone_is_todays_however_it_is_written(typed: str) -> None:
    assert read(typed) == "23/11/2026 14:30"


@pytest.mark.parametrize(
    "typed",
    [
        "8:00 mai",
        "mai 8h",
        "Mai 8H",
        "8h sáng mai",
        "sáng mai 8h",
        "ngày mai lúc 8 giờ",
        "tomorrow 8:00",
        "tomorrow at 8am",
        "8:00 24/11",
        "24/11/2026 08:00",
        "24/11/26 8h",
        "2026-11-24 8:00",
        "24-11-2026 8:00",
        "8h ngày 24/11",
        "8h thứ ba",
        "t3 8h",
        "tuesday 8am",
    ],
)
def test_a_day_stands_before_or_after_the_time(typed: str) -> None:
    assert read(typed) == "24/11/2026 08:00"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ngày kia 10h", "25/11/2026 10:00"),
        ("chủ nhật 9h", "29/11/2026 09:00"),
        ("thứ hai 8h", "30/11/2026 08:00"),
        ("01/12 09:00", "01/12/2026 09:00"),
        ("tối nay 8h", "23/11/2026 20:00"),
        ("12h trưa", "23/11/2026 12:00"),
        ("12pm", "23/11/2026 12:00"),
        ("9g15", "23/11/2026 09:15"),
    ],
)
def test_days_and_parts_of_a_day_are_read(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("30 phút", 30),
        ("30p", 30),
        ("30 min", 30),
        ("nửa tiếng nữa", 30),
        ("in half an hour", 30),
        ("90 phút nữa", 90),
        ("1h30 nữa", 90),
        ("1 tiếng rưỡi", 90),
        ("in 2 hours", 120),
        ("2h nữa", 120),
        ("sau 2 giờ", 120),
        ("in 14h", 840),
        ("2 ngày nữa", 2880),
    ],
)
def test_how_long_from_now_is_read_to_the_second(typed: str, minutes: int) -> None:
    at = parse_time(typed, now=NOW.timestamp(), tz=TZ)
    assert at == NOW.timestamp() + minutes * 60


def test_a_date_without_a_year_is_the_nearest_of_its_name() -> None:
    december = datetime(2026, 12, 20, 9, 0, tzinfo=TZ)

    assert read("05/01 8h", december) == "05/01/2027 08:00"
    assert fault("20/11 8h", december).problem == "time_past"


@pytest.mark.parametrize("typed", ["9:12", "8h", "8:00 hôm nay", "22/11 14:00", "0 phút", "12am"])
def test_what_has_passed_is_not_moved_to_another_day(typed: str) -> None:
    error = fault(typed)
    assert (error.problem, error.values) == ("time_past", {"typed": typed})


@pytest.mark.parametrize("typed", ["24/12 9h", "1/12/2027 9h", "31 ngày nữa", "05/01 8h"])
def test_more_than_thirty_days_ahead_is_too_far(typed: str) -> None:
    error = fault(typed)
    assert (error.problem, error.values) == ("time_far", {"typed": typed, "days": "30"})


def test_thirty_days_ahead_are_not_too_far() -> None:
    assert read("23/12 9:12") == "23/12/2026 09:12"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "14",
        "30",
        "in 30",
        "mai",
        "24h",
        "25:00",
        "14:60",
        "9:5",
        "14:30 15:30",
        "mai mai 8h",
        "16h sáng",
        "12h đêm",
        "sau 14h",
        "30/2 9h",
        "32/11 9h",
        "8h tuần sau",
        "gọi lúc 14h nhé",
        "2 ngày 8h",
        "sáng chiều 8h",
        "0987654321",
        "14:30:00",
        "١٤:٣٠ 五",
        "9h" + " " * 60,
    ],
)
def test_what_is_not_plain_is_no_time(typed: str) -> None:
    assert fault(typed).problem == "time_unclear"


_WORDS = st.sampled_from(
    [
        "mai",
        "nay",
        "8h",
        "14:30",
        "30",
        "p",
        "phút",
        "nữa",
        "sau",
        "in",
        "2",
        "hours",
        "sáng",
        "tối",
        "thứ",
        "1/1",
        "1/1/0001",
        "31/12/9999",
        "9999",
        "-",
        "am",
        "pm",
        "giờ",
        "rưỡi",
        "999",
        "ngày",
    ]
)


@given(typed=st.text(max_size=70) | st.lists(_WORDS, max_size=6).map(" ".join), now=moments)
def test_whatever_is_typed_is_a_time_within_thirty_days_or_a_usage_error(
    typed: str, now: float
) -> None:
    try:
        at = parse_time(typed, now=now, tz=TZ)
    except UsageError:
        return
    assert now < at <= now + MOST_DAYS * 86400


def test_what_is_offered_is_soon_and_at_the_next_full_hours() -> None:
    shown = [datetime.fromtimestamp(at, TZ).strftime("%d %H:%M") for at in offer(NOW)]
    assert shown == ["23 09:45", "23 10:15", "23 14:00", "23 17:00", "24 08:00", "24 09:00"]


def test_nobody_is_offered_a_time_at_night() -> None:
    shown = [datetime.fromtimestamp(at, TZ).strftime("%d %H:%M") for at in offer(at_hour(20, 40))]
    assert shown == ["24 08:00", "24 09:00", "24 14:00", "24 17:00"]


@given(
    now=moments,
    tz=st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu"]),
)
def test_four_to_six_times_ahead_are_offered_in_order(now: float, tz: str) -> None:
    times = offered(now, ZoneInfo(tz))

    assert 4 <= len(times) <= 6
    assert times == sorted(set(times))
    assert now < times[0]
    assert times[-1] <= now + timedelta(days=2).total_seconds()


@given(now=moments)
def test_offered_times_are_a_quarter_of_an_hour_apart_and_lie_by_day(now: float) -> None:
    times = offered(now, TZ)

    assert all(later - earlier >= 900 for earlier, later in pairwise(times))
    assert all(7 <= datetime.fromtimestamp(at, TZ).hour < 21 for at in times)


def offer(now: datetime) -> list[float]:
    return offered(now.timestamp(), TZ)


def at_hour(hour: int, minute: int) -> datetime:
    return NOW.replace(hour=hour, minute=minute)
