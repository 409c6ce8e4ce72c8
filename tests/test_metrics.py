"""The instruments, as Prometheus sees them."""

from __future__ import annotations

import re

from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import Metrics


def samples(metrics: Metrics) -> dict[str, float]:
    """Every sample with its labels, without bucket bounds' spelling and creation times."""
    return {
        f"{sample.name}{sorted(sample.labels.values())}": sample.value
        for family in text_string_to_metric_families(metrics.render().decode())
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def test_each_event_is_counted_under_its_labels() -> None:
    metrics = Metrics()

    metrics.count_hook("accepted")
    metrics.count_hook("accepted")
    metrics.count_hook("unknown")
    metrics.count_delivery("sent")
    metrics.count_delivery("gathered", 200)
    metrics.count_telegram("sendMessage", "ok")

    seen = samples(metrics)
    assert seen["pbxbot_hooks_total['accepted']"] == 2
    assert seen["pbxbot_hooks_total['unknown']"] == 1
    assert seen["pbxbot_deliveries_total['sent']"] == 1
    assert seen["pbxbot_deliveries_total['gathered']"] == 200
    assert seen["pbxbot_telegram_requests_total['ok', 'sendMessage']"] == 1


def test_lengths_are_sorted_into_buckets_and_summed() -> None:
    metrics = Metrics()

    metrics.time_pbx("otp", "200", 0.3)
    metrics.time_pbx("otp", "200", 99.0)
    metrics.time_commit(40, 0.004)

    seen = samples(metrics)
    assert seen["pbxbot_pbx_request_seconds_bucket['0.25', '200', 'otp']"] == 0
    assert seen["pbxbot_pbx_request_seconds_bucket['0.5', '200', 'otp']"] == 1
    assert seen["pbxbot_pbx_request_seconds_bucket['+Inf', '200', 'otp']"] == 2
    assert seen["pbxbot_pbx_request_seconds_sum['200', 'otp']"] == 99.3
    assert seen["pbxbot_store_group_units_sum[]"] == 40
    assert seen["pbxbot_store_commit_seconds_bucket['0.005']"] == 1


def test_a_stall_between_two_scrapes_is_not_missed() -> None:
    metrics = Metrics()

    metrics.time_stall(0.9)
    metrics.time_stall(0.002)

    seen = samples(metrics)
    assert seen["pbxbot_loop_stall_seconds_bucket['0.5']"] == 1
    assert seen["pbxbot_loop_stall_seconds_bucket['1.0']"] == 2


def test_waits_are_counted_and_summed_by_what_they_are_for() -> None:
    metrics = Metrics()

    metrics.count_pause("chat", 3.0)
    metrics.count_pause("chat", 4.0)
    metrics.count_pause("slow_mode", 30.0)

    seen = samples(metrics)
    assert seen["pbxbot_telegram_pauses_total['chat']"] == 2
    assert seen["pbxbot_telegram_pause_seconds_total['chat']"] == 7
    assert seen["pbxbot_telegram_pause_seconds_total['slow_mode']"] == 30


def test_what_the_store_does_not_say_in_time_is_not_shown_as_it_was_before() -> None:
    metrics = Metrics()
    assert samples(metrics)["pbxbot_store_figures_known[]"] == 0

    metrics.show_waiting(
        open_calls={"placed": 3}, due=2, oldest_due_seconds=40.0, digests=4, down=1
    )
    seen = samples(metrics)
    assert seen["pbxbot_store_figures_known[]"] == 1
    assert seen["pbxbot_calls_open['placed']"] == 3
    assert seen["pbxbot_deliveries_due[]"] == 2
    assert seen["pbxbot_deliveries_oldest_due_seconds[]"] == 40
    assert seen["pbxbot_digests_open[]"] == 4
    assert seen["pbxbot_accounts_down[]"] == 1

    metrics.hide_waiting()
    seen = samples(metrics)
    assert seen["pbxbot_store_figures_known[]"] == 0
    assert "pbxbot_deliveries_due[]" not in seen


def test_two_programs_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()

    one.count_hook("accepted")

    assert "pbxbot_hooks_total['accepted']" not in samples(other)


def test_every_name_follows_the_conventions() -> None:
    metrics = Metrics()
    metrics.show_waiting(
        open_calls={"placed": 3}, due=2, oldest_due_seconds=40.0, digests=4, down=1
    )
    families = list(text_string_to_metric_families(metrics.render().decode()))

    assert len(families) >= 17
    for family in families:
        assert re.fullmatch(r"pbxbot_[a-z_]+", family.name)
        assert family.documentation
        assert family.type == "counter" or not family.name.endswith(("_total", "_count", "_sum"))
