"""Cards sorted under names by a chat model of the service: `POST {url}/chat/completions`."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from nlp.embedding.endpoint.client import Client, Endpoint, EndpointError
from nlp.embedding.endpoint.personal_data import without_personal_data
from nlp.embedding.endpoint.question import Choice, Question

BATCH = 40
"""Cards of one request, so that a model of usual speed answers within the time limit."""
AT_ONCE = 4
"""Requests that run at the same time."""
LONGEST = 500
"""Characters of a card that are sent."""
MOST_BYTES = 1 << 18


class EndpointSorter:
    """Sorts cards under names with a chat model of the service.

    Personal data is removed from everything that is sent. Only answers that are right in every part are used.

    Parameters
    ----------
    endpoint : Endpoint
        The service and its model.
    client : Client or None
        What sends the requests; None for one with the usual time limit.
    """

    def __init__(self, endpoint: Endpoint, client: Client | None = None) -> None:
        self._endpoint = endpoint
        self._client = client or Client(endpoint)

    @property
    def name(self) -> str:
        return self._endpoint.model

    @property
    def host(self) -> str:
        """Name of the machine that texts are sent to, to be shown to people."""
        return self._endpoint.host

    def sort_under_names(
        self, texts: Sequence[str], names: Mapping[str, str], topic: str | None = None
    ) -> list[Choice]:
        """Return for each of n cards the keys of the themes that it belongs to, or None where that is doubtful.

        Parameters
        ----------
        texts : sequence of str
            What the cards say.
        names : mapping of str to str
            {theme key: name}. A name of which nothing is left without personal data is not offered to the model.
        topic : str or None
            The question of the meeting.

        Returns
        -------
        list of tuple of str, or None
            One to three theme keys, the best first.

        Raises
        ------
        EndpointError
            When the service gives no usable answer; then none of its answers is used.
        """
        offered = {key: words for key, name in names.items() if (words := _sent(name))}
        cards = {at: words for at, text in enumerate(texts) if (words := _sent(text))}
        choices: list[Choice] = [None] * len(texts)
        if not offered or not cards:
            return choices
        places = list(cards)
        batches = [places[at : at + BATCH] for at in range(0, len(places), BATCH)]
        questions = [Question(_sent(topic or ""), offered, [cards[at] for at in batch]) for batch in batches]
        with ThreadPoolExecutor(min(AT_ONCE, len(questions))) as pool:
            answers = list(pool.map(self._ask, questions))
        for batch, answer in zip(batches, answers, strict=True):
            for at, choice in zip(batch, answer, strict=True):
                choices[at] = choice
        return choices

    def _ask(self, question: Question) -> list[Choice]:
        payload = {"model": self._endpoint.model, "messages": question.messages(), "temperature": 0, "stream": False}
        answer = self._client.post("/chat/completions", payload, max_bytes=MOST_BYTES)
        try:
            return question.choices_in(answer)
        except EndpointError as error:
            self._client.give_up(error)
            raise


def _sent(text: str) -> str:
    return without_personal_data(text)[:LONGEST]
