"""`python -m localkafka --folder F [--brokers 3] [--port P] [--topics topics.yaml]`: a broker in the foreground.

Prints the bootstrap address on one line once clients may connect and the topics exist, then runs until SIGTERM or
SIGINT (exit 0) or until a broker ends by itself (exit 1).
"""

import argparse
import logging
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from kafka.errors import KafkaError

from localkafka.cluster import LocalKafka
from localkafka.errors import LocalKafkaError
from localkafka.topics import read_topics

CHECK_SECONDS: Final = 0.2


def main() -> None:
    """Run the broker that the command line describes."""
    options = _parser().parse_args()
    logging.basicConfig(format="%(message)s")
    logging.getLogger("localkafka").setLevel(logging.INFO)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    ports = range(options.port, options.port + options.brokers) if options.port else None
    try:
        topics = read_topics(options.topics) if options.topics else []
        with LocalKafka(options.folder, brokers=options.brokers, ports=ports) as kafka:
            kafka.declare(topics)
            sys.stdout.write(f"{kafka.bootstrap_servers}\n")
            sys.stdout.flush()
            while True:
                kafka.check()
                time.sleep(CHECK_SECONDS)
    except (LocalKafkaError, KafkaError, OSError, ValueError) as error:
        sys.exit(f"localkafka: {error}")


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """Unwind to the `with` block's end, which stops the broker; a second signal must not interrupt that."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m localkafka", description="A local Apache Kafka broker.")
    parser.add_argument("--folder", type=Path, required=True, help="where data, logs and ports are kept")
    parser.add_argument("--brokers", type=int, choices=(1, 3), default=1)
    parser.add_argument("--port", type=int, help="the clients' port; with three brokers the first of three in a row")
    parser.add_argument("--topics", type=Path, help="a YAML file with the topics to declare")
    return parser


if __name__ == "__main__":
    main()
