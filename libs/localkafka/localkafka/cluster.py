"""One broker, or three, run from a folder."""

import base64
import signal
import time
import uuid
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from localkafka.classpath import broker_jars
from localkafka.errors import BrokerFailed, LocalKafkaError, PortTaken
from localkafka.folder import Layout, Ownership, read_layout, write_layout
from localkafka.ports import HOST, POLL_SECONDS, accepts, free_ports, require_free
from localkafka.processes import STALE_SECONDS, BrokerProcess, clear_stale
from localkafka.properties import server_properties
from localkafka.topics import TopicSpec, declare_topics

START_SECONDS: Final = 90.0
STOP_SECONDS: Final = 8.0
PORT_ATTEMPTS: Final = 3


class LocalKafka:
    """A Kafka cluster that lives no longer than this process; `start` and `stop` it, or use it in a `with` block.

    Synchronous; may be called from any thread, one call at a time. Brokers are numbered from 0.
    """

    def __init__(
        self, folder: Path, *, brokers: int = 1, ports: Sequence[int] | None = None, heap_mb: int = 384
    ) -> None:
        """Prepare, start nothing.

        `ports` are the clients', one a broker; by default those of the folder's last start, else free ones. `heap_mb`
        is each broker's Java heap in MiB. Raises ValueError for any other number of brokers than 1 or 3.
        """
        if brokers not in (1, 3):
            raise ValueError(f"a cluster has 1 or 3 brokers, not {brokers}")
        if ports is not None and (len(ports) != brokers or len(set(ports)) != brokers):
            raise ValueError(f"{brokers} broker(s) need as many different ports, not {list(ports)}")
        self.folder = folder.resolve()
        self._brokers = brokers
        self._wanted_ports = list(ports or ())
        self._heap_mb = heap_mb
        self._ports: list[int] = []
        self._processes: list[BrokerProcess] = []
        self._ownership = Ownership(self.folder)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def bootstrap_servers(self) -> str:
        """The clients' address, `127.0.0.1:PORT[,...]`; known once started, and still after a stop."""
        if not self._ports:
            raise LocalKafkaError(f"the cluster in {self.folder} has no address before its first start.")
        return ",".join(f"{HOST}:{port}" for port in self._ports)

    @property
    def pids(self) -> list[int]:
        """The brokers' process ids, in their order; empty when stopped."""
        return [process.pid for process in self._processes]

    def start(self) -> None:
        """Start the brokers and return when each answers and knows the others.

        A folder seen before keeps its data and ports, and brokers that a killed owner left behind in it are ended
        first. Raises KafkaUnavailable, FolderInUse, FolderMismatch, PortTaken or BrokerFailed; nothing runs on then.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._ownership.take()
        try:
            died = clear_stale(self.folder)
            self._launch(broker_jars(), port_patience=STALE_SECONDS if died else 0.0)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the brokers cleanly, those that take too long at once; harmless when already stopped."""
        self._end_processes()
        self._ownership.give_back()

    def kill(self, broker: int = 0) -> None:
        """End a broker without warning (SIGKILL) and wait until the process is gone."""
        self._processes[broker].kill()

    def freeze(self, broker: int = 0) -> None:
        """Halt a broker (SIGSTOP): its connections stay open and nothing answers."""
        self._processes[broker].freeze()

    def thaw(self, broker: int = 0) -> None:
        """Let a frozen broker go on (SIGCONT)."""
        self._processes[broker].signal(signal.SIGCONT)

    def restart(self, broker: int = 0) -> None:
        """Start a broker again on its data and port, stopping it cleanly first if it runs; wait until it answers."""
        process = self._processes[broker]
        process.ask_to_stop()
        process.finish_stop(time.monotonic() + STOP_SECONDS)
        process.start()
        self._await_answers([broker])

    def alive(self, broker: int = 0) -> bool:
        """Whether a broker's process exists; a frozen one does."""
        return bool(self._processes) and self._processes[broker].alive()

    def check(self) -> None:
        """Raise BrokerFailed, with the end of its log, if a broker has ended by itself or was killed."""
        for process in self._processes:
            process.check()

    def declare(self, topics: Sequence[TopicSpec]) -> None:
        """Create the topics that are missing, with a replica on every broker.

        Raises TopicMismatch if one exists with other partitions, BrokerFailed if the cluster does not get them ready,
        and kafka-python's error if it cannot be reached or refuses a setting.
        """
        running = [port for port, process in zip(self._ports, self._processes, strict=True) if process.alive()]
        with self._admin(running) as admin:
            declare_topics(admin, topics)

    def _launch(self, jars: Sequence[Path], *, port_patience: float) -> None:
        stored = read_layout(self.folder, brokers=self._brokers)
        cluster_id = stored.cluster_id if stored else _new_cluster_id()
        known = self._wanted_ports or (stored.ports if stored else [])
        for attempts_left in reversed(range(PORT_ATTEMPTS)):
            require_free(known, patience=port_patience)
            spare = free_ports(2 * self._brokers, besides=known)
            self._ports = known or spare[self._brokers :]
            write_layout(self.folder, Layout(cluster_id, self._ports))
            try:
                self._run(jars, cluster_id, controller_ports=spare[: self._brokers])
                return
            except PortTaken:
                # Between our look and the broker's bind somebody else took one.
                self._end_processes()
                if not attempts_left:
                    raise

    def _run(self, jars: Sequence[Path], cluster_id: str, *, controller_ports: Sequence[int]) -> None:
        # One thread for all forks, kept by the processes: it ends when they are forgotten, and they with it.
        forks = ThreadPoolExecutor(max_workers=1, thread_name_prefix="localkafka")
        for node in range(self._brokers):
            folder = self.folder / f"broker-{node}"
            folder.mkdir(exist_ok=True)
            text = server_properties(node=node, ports=self._ports, controller_ports=controller_ports)
            (folder / "server.properties").write_text(text, encoding="ascii")
            self._processes.append(BrokerProcess(folder, jars=jars, heap_mb=self._heap_mb, forks=forks))
        for process in self._processes:
            process.begin_format(cluster_id)
        for process in self._processes:
            process.finish_format()
        for process in self._processes:
            process.start()
        self._await_answers(range(self._brokers))

    def _await_answers(self, brokers: Sequence[int]) -> None:
        """Wait until each of `brokers` answers and lists all of them as members of the cluster."""
        deadline = time.monotonic() + START_SECONDS
        for broker in brokers:
            while not self._answers(broker, members=brokers):
                for awaited in brokers:
                    self._processes[awaited].check()
                if time.monotonic() > deadline:
                    tail = self._processes[broker].log_tail()
                    raise BrokerFailed(f"broker {broker} did not answer within {START_SECONDS:.0f} s: {tail}")
                time.sleep(POLL_SECONDS)

    def _answers(self, broker: int, *, members: Collection[int]) -> bool:
        port = self._ports[broker]
        if not accepts(port):
            return False
        try:
            with self._admin([port]) as admin:
                listed = admin.describe_cluster()["brokers"]
        except KafkaError:
            return False
        return {member["broker_id"] for member in listed if not member["is_fenced"]}.issuperset(members)

    def _admin(self, ports: Sequence[int]) -> KafkaAdminClient:
        servers = [f"{HOST}:{port}" for port in ports]
        return KafkaAdminClient(
            bootstrap_servers=servers,
            bootstrap_timeout_ms=10_000,
            request_timeout_ms=10_000,  # after the bootstrap the client asks any broker, a frozen one too
            reconnect_backoff_max_ms=500,
        )

    def _end_processes(self) -> None:
        for process in self._processes:
            process.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self._processes:
            process.finish_stop(deadline)
        self._processes = []


def _new_cluster_id() -> str:
    """Return a random UUID as Kafka writes it, base64url without padding; a leading dash would read as an option."""
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode().replace("-", "_")
