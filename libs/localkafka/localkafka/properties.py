"""The broker's settings: one small, quick, local cluster that behaves like the large one where it matters."""

from collections.abc import Sequence

from localkafka.ports import HOST


def server_properties(*, node: int, ports: Sequence[int], controller_ports: Sequence[int]) -> str:
    """Return `server.properties` for broker `node` (0-based) of a cluster with these client and controller ports.

    All of it is ASCII and no path is in it: Java reads the file as Latin-1 and `log.dirs` is a comma-separated list,
    so the data folder is named relative to the broker's working directory.
    """
    brokers = len(ports)
    in_sync = 2 if brokers > 1 else 1
    settings = {
        "process.roles": "broker,controller",
        "node.id": node,
        "controller.quorum.voters": ",".join(f"{voter}@{HOST}:{port}" for voter, port in enumerate(controller_ports)),
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://{HOST}:{ports[node]},CONTROLLER://{HOST}:{controller_ports[node]}",
        "log.dirs": "data",
        "default.replication.factor": brokers,
        "min.insync.replicas": in_sync,
        "unclean.leader.election.enable": "false",
        "auto.create.topics.enable": "false",
        "offsets.topic.replication.factor": brokers,
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.replication.factor": brokers,
        "transaction.state.log.min.isr": in_sync,
        "transaction.state.log.num.partitions": 4,
        "share.coordinator.state.topic.replication.factor": brokers,
        "share.coordinator.state.topic.min.isr": in_sync,
        "share.coordinator.state.topic.num.partitions": 4,
        "group.initial.rebalance.delay.ms": 0,
        # A killed broker may register again only once its old session has ended (default 9 s).
        "broker.session.timeout.ms": 3000,
        "broker.heartbeat.interval.ms": 500,
        # The default of 128 MiB is taken from the heap at start; only compaction of huge logs would use it.
        "log.cleaner.dedupe.buffer.size": 8 * 1024 * 1024,
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())
