"""What can go wrong, one class a fact; each message is a sentence for the person at the terminal.

LocalKafkaError
├── KafkaUnavailable   the broker's jars cannot be had on this machine now
├── FolderInUse        another live process runs a broker in this folder
├── FolderMismatch     the folder holds a cluster of another size, or a file of ours that cannot be read
├── PortTaken          another process listens where the broker must
├── BrokerFailed       a broker died, or never answered
└── TopicMismatch      a topic exists with other partitions than declared
"""


class LocalKafkaError(Exception):
    """Base of all errors of this package."""


class KafkaUnavailable(LocalKafkaError):
    """The broker's jars cannot be fetched or stored; tests that need a broker skip on it."""


class FolderInUse(LocalKafkaError):
    """A live process already owns this folder."""


class FolderMismatch(LocalKafkaError):
    """What the folder holds is not what was asked for."""


class PortTaken(LocalKafkaError):
    """Another process listens on a port that this folder's clients know."""


class BrokerFailed(LocalKafkaError):
    """A broker ended or did not answer in time; the message ends with the tail of its log."""


class TopicMismatch(LocalKafkaError):
    """A topic exists with another number of partitions; keys would move, so nothing is altered."""
