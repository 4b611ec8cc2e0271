"""The pure rules of training: standard library, ``fields`` and ``chassis.domain`` only."""
