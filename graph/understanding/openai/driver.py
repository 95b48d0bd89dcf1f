"""The client of an OpenAI-compatible server. Slow to import, so only on first use."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import openai
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessage, BaseMessage, InvalidToolCall, ToolCall
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, ConfigDict, NonNegativeInt, SecretStr, ValidationError
from typing_extensions import override

from graph.understanding.openai.answers import Answer, NoCompletion, read_answer
from graph.understanding.openai.bounded_client import BoundedClient, UnreadableBody
from graph.understanding.openai.refusals import blames_parameters, stated

OPENAI_URL = "https://api.openai.com/v1"
NO_KEY = "no-key"
"""API key sent to servers that ask for none: the `openai` package requires one."""

FAILURES: tuple[type[Exception], ...] = (
    openai.OpenAIError,
    OSError,
    ExceptionGroup,  # from the tasks in which a connection is tried
    ValueError,  # a body that is no JSON, or no chat completion; a key that no header can hold
    RecursionError,  # a body of brackets within brackets
)
"""All exceptions that a call may raise."""

FIRST_PAUSE, MAX_PAUSE = 0.25, 8.0
"""Seconds between two tries without a Retry-After; each pause is twice the one before."""

T = TypeVar("T")


class _Usage(BaseModel):
    model_config = ConfigDict(strict=True)
    prompt_tokens: NonNegativeInt | None = None
    completion_tokens: NonNegativeInt | None = None


class ToleratingChat(ChatOpenAI):
    """A `ChatOpenAI` that reads an answer in whatever form it comes, as `read_answer` does.

    The request is posted as it is: `chat.completions.create` would walk all messages and tools,
    value by value, which takes half of a call's processor time.
    """

    @override
    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        request = self._get_request_payload(messages, stop=stop, **kwargs)
        body = await self.root_async_client.post("/chat/completions", cast_to=str, body=request)
        return ChatResult(generations=[ChatGeneration(message=_message(read_answer(body)))])


def _message(answer: Answer) -> AIMessage:
    calls = [ToolCall(name=each.name, args=each.arguments, id=None) for each in answer.calls]
    broken = [
        InvalidToolCall(type="invalid_tool_call", id=None, name=None, args=None, error=None)
        for _ in range(answer.unread)
    ]
    usage = _usage(answer.usage)
    return AIMessage(
        answer.words, tool_calls=calls, invalid_tool_calls=broken, usage_metadata=usage
    )


def _usage(reported: Any) -> UsageMetadata | None:
    """The tokens that the server counted; None for missing or malformed numbers."""
    try:
        usage = _Usage.model_validate(reported)
    except ValidationError:
        return None
    read, made = usage.prompt_tokens or 0, usage.completion_tokens or 0
    return UsageMetadata(input_tokens=read, output_tokens=made, total_tokens=read + made)


async def with_retries(ask: Callable[[], Awaitable[T]], *, seconds: float, retries: int) -> T:
    """Await `ask`, and again after each transient failure, within `seconds` in total.

    Each try may take half of the remaining time, the last one all of it, so that a try that hangs
    leaves time for another. Raises the failure of the last try, one of `FAILURES`.
    """
    clock = asyncio.get_running_loop().time
    end = clock() + seconds
    for left in range(retries, 0, -1):
        try:
            async with asyncio.timeout((end - clock()) / 2):
                return await ask()
        except FAILURES as failure:
            pause = _pause(failure, retries - left)
            if pause is None or clock() + pause >= end:
                raise
        await asyncio.sleep(pause)
    async with asyncio.timeout_at(end):
        return await ask()


def _pause(failure: Exception, tried: int) -> float | None:
    """Seconds before the next try: Retry-After, or exponential backoff; None: do not retry."""
    match failure:
        case openai.RateLimitError(code="insufficient_quota"):
            return None
        case openai.RateLimitError() | openai.InternalServerError():
            named = _retry_after(failure.response.headers.get("retry-after", ""))
        case TimeoutError():
            return 0.0
        case openai.APIConnectionError() | OSError() | ExceptionGroup():
            named = 0.0
        case _:
            return None
    backoff = min(FIRST_PAUSE * 2**tried, MAX_PAUSE)
    return named or backoff * random.uniform(0.75, 1.25)  # noqa: S311 - no secret hangs on it


def _retry_after(header: str) -> float:
    """Seconds from now, from a number or a date (RFC 9110, 10.2.3); 0 for anything else."""
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0


def refusal(failure: Exception) -> str | None:
    """The text of a refusal by the server; "" for one without text, None for other failures."""
    if isinstance(failure, openai.APIStatusError):
        return f"status {failure.status_code} {stated(failure.body)}".strip()
    return str(failure) if isinstance(failure, NoCompletion | UnreadableBody) else None


def refuses_parameters(failure: Exception) -> bool:
    """Whether the server refused the request for something in it that it does not know."""
    invalid = isinstance(failure, openai.BadRequestError | openai.UnprocessableEntityError)
    return invalid and blames_parameters(refusal(failure) or "")


def chat_model(
    *, model: str, api_key: str | None, base_url: str | None, timeout: float
) -> ChatOpenAI:
    """A chat model that reads no key and no address from the environment, and does not retry."""
    url = base_url or OPENAI_URL
    return ToleratingChat(
        model=model,
        api_key=SecretStr(api_key or NO_KEY),
        base_url=url,
        timeout=timeout,
        max_retries=0,
        http_async_client=BoundedClient(base_url=url, timeout=timeout),
        http_socket_options=(),
        use_responses_api=False,
        disable_streaming=True,
    )
