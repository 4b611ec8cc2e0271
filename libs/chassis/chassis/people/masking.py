"""What is shown of a person where the whole is nobody's business."""

from fields.person import check_person_number

HIDDEN = "***"


def mask_name(name: str) -> str:
    """王小明 as 王○明, 王明 as 王○, Ann Lee as A○ L○: initials stay, the rest does not."""
    if name and name.isascii():
        return " ".join(f"{word[0]}○" for word in name.split())
    middle = "○" * max(len(name) - 2, 1)
    return name[:1] + middle + (name[-1] if len(name) > 2 else "")


def mask_phone(phone: str) -> str:
    """0912345678 as 0912***678; a short one is hidden whole."""
    return f"{phone[:4]}{HIDDEN}{phone[-3:]}" if len(phone) >= 9 else HIDDEN


def mask_email(email: str) -> str:
    """wang@example.org as w***@example.org."""
    local, _, host = email.rpartition("@")
    return f"{local[:1]}{HIDDEN}@{host}" if local else HIDDEN


def mask_number(number: str) -> str:
    """A person number as A12****789."""
    return check_person_number(number).masked
