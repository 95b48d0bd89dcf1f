"""Understanding by a language model on an OpenAI-compatible server: one call a message."""

import importlib
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any, get_args

from langchain_core.messages import AIMessage, BaseMessage

from graph.errors import ModelUnavailable
from graph.understanding.intents import Language, Talk, Topic
from graph.understanding.observer import NOBODY, Observer
from graph.understanding.openai.answers import is_plain
from graph.understanding.openai.background_loop import BackgroundLoop
from graph.understanding.openai.calls import intents_of, schemas
from graph.understanding.openai.prompt import conversation, said_in, summing_up
from graph.understanding.openai.refusals import without_words
from graph.understanding.situation import MAX_SUMMARY, Situation, SummaryTurn, Understood

MAX_REPLY_CHARACTERS = 1_000
"""Characters of the model's own reply that are used; the rest is cut off."""

TAG = re.compile(r"\s*\[(\w{1,20})\]\s*")


class OpenAIUnderstanding:
    """Offers the model the tools of `openai.tools` and turns its calls into intents."""

    name = "openai"

    def __init__(
        self,
        *,
        model: str,
        api_key: str | None,
        base_url: str | None,
        timeout: float,
        language_of: Callable[[str, Language], Language],
        retries: int = 0,
        observer: Observer = NOBODY,
        waiting: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        """Build the client; the first call connects.

        Args:
            model: Name of the model, as its server knows it.
            api_key: None for a server that asks for no key.
            base_url: None for OpenAI's own; usually ends in /v1.
            timeout: Seconds for a whole call, retries included.
            language_of: The language of a message, given that of the last turn.
            retries: Further tries after a transient failure, within `timeout`.
            observer: Told of each call, with what was asked and answered.
            waiting: Lasts as long as a call, in the thread that waits for it.
        """
        driver = importlib.import_module("graph.understanding.openai.driver")
        chat = driver.chat_model(model=model, api_key=api_key, base_url=base_url, timeout=timeout)
        # "nostream": the model's words are not the reply, so no stream may show them.
        self._writer = chat.with_config(tags=["nostream"])
        self._model, self._plain_model = (
            chat.bind_tools(schemas(strict=strict)).with_config(tags=["nostream"])
            for strict in (True, False)
        )
        self._driver = driver
        self._with_retries = partial(driver.with_retries, seconds=timeout, retries=retries)
        self._timeout, self._key = timeout, api_key
        self._language_of = language_of
        url = base_url or driver.OPENAI_URL
        self._observer, self._called = observer, {"model": model, "server": url}
        self._waiting = waiting
        self._loop = BackgroundLoop(farewell=chat.http_async_client.aclose)

    def understand(self, message: str, situation: Situation) -> Understood:
        """Read one message by one call of the model. Raises `ModelUnavailable`."""
        prompt = conversation(message, situation)
        facts = self._facts("understand", prompt)
        with self._observer.during("model", facts):
            reply = facts["answer"] = self._answer(
                lambda: self._ask(prompt), said_in(prompt, situation)
            )
            return self._understood(reply, message, situation)

    def _understood(self, reply: AIMessage, message: str, situation: Situation) -> Understood:
        intents, unread = intents_of(reply.tool_calls)
        unread += len(reply.invalid_tool_calls)
        if unread and not intents:
            raise ModelUnavailable("the language model made no call that can be read")
        language = self._language_of(message, situation.memory.language)
        tokens = reply.usage_metadata["total_tokens"] if reply.usage_metadata else 0
        return Understood(intents or (_talk(reply.text),), language, tokens, unread=unread > 0)

    def summarise(self, summary: str, turns: Sequence[SummaryTurn]) -> str:
        """Have the model extend the summary. Raises `ModelUnavailable`."""
        prompt = summing_up(summary, turns)
        facts = self._facts("summarise", prompt)
        with self._observer.during("model", facts):
            reply = facts["answer"] = self._answer(
                lambda: self._writer.ainvoke(prompt), [prompt[-1].text]
            )
            text = reply.text.strip()[:MAX_SUMMARY]
            if not is_plain(text):
                raise ModelUnavailable("the language model wrote no summary")
        return text

    def _facts(self, operation: str, prompt: Sequence[BaseMessage]) -> dict[str, Any]:
        return {"operation": operation, "prompt": prompt, **self._called}

    async def _ask(self, prompt: list[BaseMessage]) -> AIMessage:
        """Ask with strict tools; with plain ones once the server refused what strict ones have."""
        try:
            reply: AIMessage = await self._model.ainvoke(prompt)
            return reply
        except self._driver.FAILURES as failure:
            if self._model is self._plain_model or not self._driver.refuses_parameters(failure):
                raise
        reply = await self._plain_model.ainvoke(prompt)
        self._model = self._plain_model
        return reply

    def _answer(self, ask: Callable[[], Awaitable[AIMessage]], said: Iterable[str]) -> AIMessage:
        """The model's answer within `timeout` seconds. Raises `ModelUnavailable`.

        `said`: what a server's reason for a refusal must not repeat in the log.
        """
        try:
            with self._waiting():
                reply: AIMessage = self._loop.run(partial(self._with_retries, ask), self._timeout)
        except self._driver.FAILURES as exc:
            text = f"the language model failed: {type(exc).__name__}"
            if reason := self._driver.refusal(exc):
                text += f", {without_words(reason, said, key=self._key)}"
            raise ModelUnavailable(text) from exc
        return reply

    def close(self) -> None:
        """Cancel running calls and close the connections; garbage collection does the same."""
        self._loop.close()


def _talk(text: str) -> Talk:
    """The topic from the tag, such as "[help]", and the model's own reply behind it.

    Raises `ModelUnavailable` where there is neither a topic nor plain words.
    """
    tag = TAG.match(text)
    topic = tag[1].lower() if tag and tag[1].lower() in get_args(Topic) else None
    words = (text[tag.end() :] if tag else text)[:MAX_REPLY_CHARACTERS].strip()
    if not (is_plain(words) or (topic and not words)):
        raise ModelUnavailable("the language model made no call and wrote no plain words")
    return Talk.model_validate({"topic": topic or "unknown", "words": words or None})
