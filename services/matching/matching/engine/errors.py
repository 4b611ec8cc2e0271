"""The engine's errors.

EngineError
├── PolicyRefused      the policy contradicts itself (policy.py)
├── TableRefused       a table of youths or vacancies is malformed (tables.py)
├── RoundRefused       a matching round cannot be run as asked (rounds.py)
└── SnapshotRefused    a snapshot file or change cannot be trusted (snapshot.py, snapshot_file.py)
"""


class EngineError(ValueError):
    """The engine refuses what it was given."""
