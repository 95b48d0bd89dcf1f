"""Understanding by a language model on an OpenAI-compatible server: one call a message."""

import importlib
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import get_args

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import Runnable

from graph.errors import ModelUnavailable
from graph.understanding.intents import (
    MAX_SUMMARY,
    Language,
    Situation,
    SummaryTurn,
    Talk,
    Topic,
    Understood,
)
from graph.understanding.openai.background_loop import BackgroundLoop
from graph.understanding.openai.calls import intents_of, schemas
from graph.understanding.openai.prompt import conversation, summing_up
from tools.validity import storable

Model = Runnable[LanguageModelInput, AIMessage]

MAX_REPLY_CHARACTERS = 1_000
"""Characters of the model's own reply that are used; the rest is cut off."""

TAG = re.compile(rf"\[({'|'.join(get_args(Topic))})\]\s*")


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
    ) -> None:
        """Build the client; the first call connects.

        Args:
            model: Name of the model, as its server knows it.
            api_key: None for a server that asks for no key.
            base_url: None for OpenAI's own; usually ends in /v1.
            timeout: Seconds for a whole call, retries included.
            language_of: The language of a message, given that of the last turn.
            retries: Further tries after a transient failure, within `timeout`.
        """
        driver = importlib.import_module("graph.understanding.openai.driver")
        chat = driver.chat_model(model=model, api_key=api_key, base_url=base_url, timeout=timeout)
        # "nostream": the model's words are not the reply, so no stream may show them.
        self._writer = chat.with_config(tags=["nostream"])
        self._model = chat.bind_tools(schemas()).with_config(tags=["nostream"])
        self._failures: tuple[type[Exception], ...] = driver.FAILURES
        self._with_retries = partial(driver.with_retries, seconds=timeout, retries=retries)
        self._timeout = timeout
        self._language_of = language_of
        self._loop = BackgroundLoop(farewell=chat.http_async_client.aclose)

    def understand(self, message: str, situation: Situation) -> Understood:
        """Read one message by one call of the model. Raises `ModelUnavailable`."""
        reply = self._answer(self._model, conversation(message, situation))
        intents = intents_of(reply.tool_calls) if reply.tool_calls else (_talk(reply.text.strip()),)
        language = self._language_of(message, situation.memory.language)
        tokens = reply.usage_metadata["total_tokens"] if reply.usage_metadata else 0
        return Understood(intents or (Talk(),), language, tokens)

    def summarise(self, summary: str, turns: Sequence[SummaryTurn]) -> str:
        """Have the model extend the summary. Raises `ModelUnavailable`."""
        text = self._answer(self._writer, summing_up(summary, turns)).text.strip()[:MAX_SUMMARY]
        if not text or not storable(text):
            raise ModelUnavailable("the language model wrote no summary")
        return text

    def _answer(self, model: Model, prompt: list[BaseMessage]) -> AIMessage:
        """The model's answer within `timeout` seconds. Raises `ModelUnavailable`."""
        try:
            ask = partial(self._with_retries, lambda: model.ainvoke(prompt))
            reply: AIMessage = self._loop.run(ask, self._timeout)
        except self._failures as exc:
            # The kind of the failure only: its text may quote the address, the key or the message.
            raise ModelUnavailable(f"the language model failed: {type(exc).__name__}") from exc
        return reply

    def close(self) -> None:
        """Cancel running calls and close the connections; garbage collection does the same."""
        self._loop.close()


def _talk(text: str) -> Talk:
    """The topic from the tag, such as "[help]", and the model's own reply behind it."""
    tag = TAG.match(text)
    words = (text[tag.end() :] if tag else text)[:MAX_REPLY_CHARACTERS].strip()
    kept = words if words and storable(words) else None
    return Talk.model_validate({"topic": tag[1] if tag else "unknown", "words": kept})
