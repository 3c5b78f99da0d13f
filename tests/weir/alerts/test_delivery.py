"""A message arrives or fails loudly, and only production speaks to the outside world."""

import socket
from pathlib import Path

import pytest
from tests.weir.alerts.conftest import Inbox

from weir.alerts.delivery import addresses, deliver
from weir.alerts.message import Message
from weir.alerts.teams import Team
from weir.environment import current
from weir.errors import WeirError

LOAD = Team("load", "@weir/load", "ALERTS_LOAD")
MESSAGE = Message(
    "raw/good was not made", "what:   no <b>more</b> rows\nnext:   weir why", "failure"
)


def send(message: Message = MESSAGE) -> list[str]:
    said: list[str] = []
    deliver(current(), LOAD, message, said.append)
    return said


def test_a_message_arrives_as_it_was_written(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALERTS_LOAD", inbox.address("load"))
    assert send() == []
    (arrived,) = inbox.messages
    assert {k: arrived[k] for k in ("team", "title", "body", "tone")} == {
        "team": "load",
        "title": MESSAGE.title,
        "body": MESSAGE.body,
        "tone": "failure",
    }


def test_all_addresses_of_a_team_get_it(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    both = f"{inbox.address('load')}, {inbox.address('night-shift')}"
    monkeypatch.setenv("ALERTS_LOAD", both)
    send()
    assert [m["team"] for m in inbox.messages] == ["night-shift", "load"]


def test_a_team_without_an_address_is_an_error_that_names_the_setting(project: Path) -> None:
    with pytest.raises(WeirError) as caught:
        addresses(current(), LOAD)
    assert "messages to the team load have no address" in str(caught.value)
    assert "set ALERTS_LOAD to one or more apprise URLs" in str(caught.value)


def test_a_server_that_does_not_answer_is_an_error_without_the_address(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        port = taken.getsockname()[1]
        monkeypatch.setenv("ALERTS_LOAD", f"json://user:sesame@127.0.0.1:{port}/load")
        with pytest.raises(WeirError, match="was not delivered") as caught:
            send()
    assert "setting ALERTS_LOAD" in str(caught.value)
    assert "sesame" not in str(caught.value)


def test_a_refusal_is_an_error(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALERTS_LOAD", inbox.address("no/such/place"))
    with pytest.raises(WeirError, match="was not delivered"):
        send()


def test_what_is_no_apprise_url_is_an_error(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIR_ENV", "production")
    monkeypatch.setenv("ALERTS_LOAD", "the-secret-channel")
    with pytest.raises(WeirError, match="is no apprise URL") as caught:
        send()
    assert "the-secret-channel" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "slack://TokenA/TokenB/TokenC/channel",
        "json://alerts.example.com/load",
        "mailto://user:word@127.0.0.1?smtp=mail.example.com",
        None,
    ],
)
def test_a_preview_says_what_it_would_have_sent_and_sends_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    monkeypatch.setenv("WEIR_ENV", "preview")
    monkeypatch.setenv("WEIR_DATASET_PREFIX", "pr_1_")
    if address:
        monkeypatch.setenv("ALERTS_LOAD", address)

    def connect(*_: object) -> None:
        raise AssertionError("a preview called somebody")

    monkeypatch.setattr(socket.socket, "connect", connect)
    assert send() == [f"dry run (preview), to load: {MESSAGE.title}\n{MESSAGE.body}"]


def test_a_laptop_does_not_write_to_the_real_channel(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALERTS_LOAD", "slack://TokenA/TokenB/TokenC/channel")
    assert send()[0].startswith("dry run (local), to load:")
