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
    metrics.count_telegram("sendMessage", "ok")

    seen = samples(metrics)
    assert seen["pbxbot_hooks_total['accepted']"] == 2
    assert seen["pbxbot_hooks_total['unknown']"] == 1
    assert seen["pbxbot_deliveries_total['sent']"] == 1
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


def test_the_stall_shown_is_the_last_one() -> None:
    metrics = Metrics()

    metrics.show_stall(0.9)
    metrics.show_stall(0.002)

    assert samples(metrics)["pbxbot_loop_stall_seconds[]"] == 0.002


def test_two_programs_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()

    one.count_hook("accepted")

    assert "pbxbot_hooks_total['accepted']" not in samples(other)


def test_every_name_follows_the_conventions() -> None:
    families = list(text_string_to_metric_families(Metrics().render().decode()))

    assert len(families) >= 8
    for family in families:
        assert re.fullmatch(r"pbxbot_[a-z_]+", family.name)
        assert family.documentation
