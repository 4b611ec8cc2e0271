"""The page that tells how to run it says what the settings classes say."""

from deploy.settings_table import BEGIN, END, PAGE, own_fields, settings_classes, table
from tests.deploy.deployables import settings_fields


def test_the_table_of_settings_is_as_the_classes_are() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.partition(BEGIN)[2].partition(END)[0] == table(), "run `make fix`"


def test_every_setting_is_in_the_table_and_no_secret_is() -> None:
    shown = table()
    for name, kind in settings_classes().items():
        for field in own_fields(kind):
            assert f"`YOUTHLINK_{name.upper()}_{field.upper()}`" in shown
    assert len(settings_fields()) >= 3
    assert "development-only" not in shown
