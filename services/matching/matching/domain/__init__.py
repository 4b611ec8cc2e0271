"""The pure rules of matching: standard library, ``fields`` and ``chassis.domain`` only."""
