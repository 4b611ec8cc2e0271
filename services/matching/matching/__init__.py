"""The matching service of YouthLink: who may be matched, with what, and why."""
