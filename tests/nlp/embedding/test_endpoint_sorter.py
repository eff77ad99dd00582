"""Cards sorted by a chat model: complete answers are used, everything else is an error, and nothing of it remains."""

import json
import time
from typing import Any

import pytest

from nlp.embedding import Endpoint, EndpointError, EndpointSorter
from nlp.embedding.endpoint.client import Client
from tests.nlp.embedding.stand_in import (
    Handler,
    Manner,
    answer,
    hang_up,
    message,
    say_nothing,
    serving,
    sort_well,
    trickle_body,
)

NAMES = {"k1": "费用分摊", "k2": "噪音", "k3": "停车"}
CARDS = ["停得太乱", "费用一楼不出", "停车费太贵,费用要公开", "种点花"]


def sorter_of(url: str, *, seconds: float = 30.0) -> EndpointSorter:
    endpoint = Endpoint(url, "qwen", "secret")
    return EndpointSorter(endpoint, Client(endpoint, seconds=seconds, rest_seconds=0.0))


def test_cards_lie_under_the_keys_of_their_names() -> None:
    with serving(sort_well) as server:
        sorter = sorter_of(server.url)
        choices = sorter.sort_under_names(CARDS, NAMES, "停车棚怎么建?")
        path, _, body = server.received[0]
    assert choices == [("k3",), ("k1",), ("k1", "k3"), None]
    assert path == "/v1/chat/completions" and (sorter.name, sorter.host) == ("qwen", "127.0.0.1")
    asked = json.loads(body)
    assert asked["model"] == "qwen" and asked["stream"] is False and asked["temperature"] == 0
    assert json.loads(asked["messages"][1]["content"]) == {
        "question": "停车棚怎么建?",
        "names": {"1": "费用分摊", "2": "噪音", "3": "停车"},
        "cards": {str(at): card for at, card in enumerate(CARDS, 1)},
    }


def test_many_cards_go_in_several_requests() -> None:
    with serving(sort_well) as server:
        cards = [f"停在第{number}号" if number % 2 else f"花坛{number}" for number in range(170)]
        choices = sorter_of(server.url).sort_under_names(cards, NAMES)
        assert choices == [("k3",) if number % 2 else None for number in range(170)]
        assert len(server.received) == 5


def test_nothing_to_sort_asks_nobody() -> None:
    with serving(sort_well) as server:
        sorter = sorter_of(server.url)
        assert sorter.sort_under_names([], NAMES) == []
        assert sorter.sort_under_names(CARDS, {}) == [None] * 4
        assert sorter.sort_under_names(["", "13812345678"], NAMES) == [None] * 2
        assert server.received == []


GOOD = '{"1": [3], "2": [1], "3": [1, 3], "4": null}'
SORTED = [("k3",), ("k1",), ("k1", "k3"), None]
TOLERATED = {
    "plain": GOOD,
    "fenced": f"```json\n{GOOD}\n```",
    "words around": f"Here is the result:\n{GOOD}\nHave a nice day.",
    "thoughts before": f"<think>Card 4 {{unclear}} fits nowhere.</think>\n{GOOD}",
    "an empty list": GOOD.replace("null", "[]"),
    "spaces": GOOD.replace(" ", "\n  "),
}


@pytest.mark.parametrize("content", TOLERATED.values(), ids=TOLERATED)
def test_words_around_one_object_are_tolerated(content: str) -> None:
    with serving(answer(message(content))) as server:
        assert sorter_of(server.url).sort_under_names(CARDS, NAMES) == SORTED


WRONG = {
    "unknown name": GOOD.replace("[1]", "[4]"),
    "name 0": GOOD.replace("[1]", "[0]"),
    "name as text": GOOD.replace("[1]", '["1"]'),
    "name in words": GOOD.replace("[1]", '["费用分摊"]'),
    "no list": GOOD.replace("[1]", "1"),
    "true": GOOD.replace("[1]", "[true]"),
    "half": GOOD.replace("[1]", "[1.0]"),
    "not a number": GOOD.replace("[1]", "[NaN]"),
    "one name twice": GOOD.replace("[1, 3]", "[1, 1]"),
    "four names": GOOD.replace("[1, 3]", "[1, 2, 3, 1]"),
    "a card missing": '{"1": [3], "2": [1], "3": [1, 3]}',
    "a card too many": GOOD.replace("}", ', "5": [1]}'),
    "an unknown card": GOOD.replace('"4"', '"9"'),
    "a card twice": GOOD.replace('"4"', '"1"'),
    "two objects": f"{GOOD}\nor rather\n{GOOD}",
    "two different objects": '{"1": null} ' + GOOD,
    "cut off": GOOD[:-8],
    "a list": "[[3], [1], [1, 3], null]",
    "words": "I cannot do that.",
    "nothing": "",
    "endless": '{"a":' * 20_000,
}


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_is_an_error(content: str) -> None:
    with serving(answer(message(content))) as server, pytest.raises(EndpointError, match="model|JSON"):
        sorter_of(server.url).sort_under_names(CARDS, NAMES)


FORMS: dict[str, Any] = {
    "no choices": {"id": "x"},
    "none": {"choices": []},
    "two": {"choices": message(GOOD)["choices"] * 2},
    "a list": [],
    "no message": {"choices": [{"text": GOOD}]},
    "no content": {"choices": [{"message": {"role": "assistant"}}]},
    "refusal": {"choices": [{"message": {"role": "assistant", "content": None, "refusal": "no"}}]},
    "parts": {"choices": [{"message": {"content": [{"type": "text", "text": GOOD}]}}]},
}


@pytest.mark.parametrize("value", FORMS.values(), ids=FORMS)
def test_an_answer_of_another_form_is_an_error(value: Any) -> None:
    with serving(answer(value)) as server, pytest.raises(EndpointError, match="message"):
        sorter_of(server.url).sort_under_names(CARDS, NAMES)


@pytest.mark.parametrize("manner", [answer({}, 503), hang_up, answer(b"<html>")])
def test_a_rude_service_is_an_error(manner: Manner) -> None:
    with serving(manner) as server, pytest.raises(EndpointError):
        sorter_of(server.url).sort_under_names(CARDS, NAMES)


@pytest.mark.parametrize("manner", [say_nothing, trickle_body])
def test_a_slow_service_is_left_in_time(manner: Manner) -> None:
    with serving(manner) as server:
        started = time.monotonic()
        with pytest.raises(EndpointError, match="within 1 s|in time"):
            sorter_of(server.url, seconds=1.0).sort_under_names(CARDS * 60, NAMES)
        assert time.monotonic() - started < 60


def test_one_wrong_answer_of_several_spoils_all() -> None:
    def fail_the_third(handler: Handler, asked: Any) -> None:
        job = json.loads(asked["messages"][1]["content"])
        if "停80" in job["cards"].values():
            handler.say(message("{}"))
        else:
            sort_well(handler, asked)

    with serving(fail_the_third) as server, pytest.raises(EndpointError):
        sorter_of(server.url).sort_under_names([f"停{number}" for number in range(120)], NAMES)
