"""What past calls teach whoever picks: names, never what filled them."""

from __future__ import annotations

from bot.core.cdrs import Cdr
from bot.core.learning import (
    CALLER,
    CAMPAIGN,
    OTP_TEMPLATE,
    TEMPLATE,
    field_of,
    latest_lessons,
    lessons,
)

NOW = 1795399950.0


def a_cdr(at: float = NOW - 60, **changes: object) -> Cdr:
    said = {
        "campaign_id": "c-1",
        "caller": "19001234",
        "create_time": at,
        "type": "VOICE",
        "param": {"template_name": "nhac_no", "customer_name": "A", "due_date": "1/1/2026"},
    }
    return Cdr.model_validate(said | changes)


def test_a_record_teaches_its_campaign_caller_template_and_key_fields_in_their_order() -> None:
    assert list(lessons(a_cdr())) == [
        (CAMPAIGN, "c-1"),
        (CALLER, "19001234"),
        (TEMPLATE, "nhac_no"),
        (field_of("nhac_no"), "customer_name"),
        (field_of("nhac_no"), "due_date"),
    ]


def test_our_own_reference_and_the_code_are_no_key_fields() -> None:
    param = {"template_name": "t", "ref_id": "r", "code_otp": "4821"}
    assert [kind for kind, _ in lessons(a_cdr(param=param))] == [CAMPAIGN, CALLER, TEMPLATE]


def test_a_code_calls_template_is_no_voice_template() -> None:
    taught = list(lessons(a_cdr(type="otp", param={"template_name": "otp_2", "x": "1"})))
    assert (OTP_TEMPLATE, "otp_2") in taught
    assert field_of("otp_2") not in dict(taught)


def test_what_is_missing_or_no_name_teaches_nothing() -> None:
    assert list(lessons(Cdr())) == []
    odd = {"template_name": "t", "tên khách": "A", "x" * 65: "B", "": "C"}
    record = a_cdr(campaign_id="x" * 129, caller="", param=odd)
    assert list(lessons(record)) == [(TEMPLATE, "t")]


def test_a_script_has_so_many_fields_at_most() -> None:
    many = {"template_name": "t"} | {f"k{number}": "v" for number in range(500)}
    assert len(list(lessons(a_cdr(param=many)))) < 50


def test_a_lesson_is_as_new_as_the_last_call_that_taught_it() -> None:
    old, new = a_cdr(NOW - 900, campaign_id="old"), a_cdr(NOW - 60)
    learned = latest_lessons([new, old], now=NOW)
    assert learned[CALLER, "19001234"] == NOW - 60
    assert learned[CAMPAIGN, "old"] == NOW - 900


def test_a_time_to_come_or_none_counts_as_now() -> None:
    learned = latest_lessons([a_cdr(NOW + 9000), a_cdr(caller="2", create_time=None)], now=NOW)
    assert set(learned.values()) == {NOW}
