from typing import Any

import pytest
from contracts.compatibility import breaks, unfit
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.contracts.reading import an_object, fits, is_read
from tests.contracts.strategies import ANY_SCHEMAS, EVENT_SCHEMAS, Schema, messages, relatives

TEXT = {"type": "string"}
COUNT = {"type": "integer"}
NOTHING = {"type": "null"}


def where(old: Schema, new: Schema) -> list[str]:
    return [found.pointer for found in breaks(old, new)]


def texts(**assertions: Any) -> Schema:
    return {"type": "string", **assertions}


def counts(**assertions: Any) -> Schema:
    return {"type": "integer", **assertions}


def lists(items: Schema, **assertions: Any) -> Schema:
    return {"type": "array", "items": items, **assertions}


def either(*options: Schema) -> Schema:
    return {"anyOf": list(options)}


def defining(definition: Schema, name: str = "Place") -> Schema:
    return {**an_object({"place": {"$ref": f"#/$defs/{name}"}}), "$defs": {name: definition}}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(texts(), texts(title="Reason", description="why", examples=["a"]), id="words about it"),
        pytest.param(texts(enum=["a", "b"]), texts(enum=["b", "a"]), id="the order of values"),
        pytest.param(texts(const="a"), texts(enum=["a"]), id="const and a list of one"),
        pytest.param(either(TEXT, NOTHING), either(NOTHING, TEXT), id="the order of alternatives"),
        pytest.param(either(TEXT, NOTHING), {"type": ["string", "null"]}, id="a list of types and alternatives"),
        pytest.param({"anyOf": [TEXT, NOTHING]}, {"oneOf": [TEXT, NOTHING]}, id="any of and one of"),
        pytest.param(texts(), texts(minLength=0), id="a bound that bounds nothing"),
        pytest.param(lists(TEXT), lists(TEXT, uniqueItems=False, minItems=0), id="defaults spelled out"),
        pytest.param(an_object(), an_object(optional={"a": TEXT}), id="an optional field within"),
        pytest.param(lists(an_object()), lists(an_object(optional={"a": TEXT})), id="an optional field within items"),
        pytest.param(
            either(an_object(), NOTHING),
            either(an_object(optional={"a": TEXT}), NOTHING),
            id="one within an alternative",
        ),
    ],
)
def test_a_field_may_change_in(old: Schema, new: Schema) -> None:
    assert where(an_object({"field": old}), an_object({"field": new})) == []
    assert where(an_object({"field": new}), an_object({"field": old})) == []


@pytest.mark.parametrize(
    ("narrow", "wide", "only_wide"),
    [
        pytest.param(counts(minimum=2), counts(minimum=1), 1, id="a minimum"),
        pytest.param(counts(minimum=0), counts(), -1, id="a minimum where there was none"),
        pytest.param(counts(maximum=9), counts(maximum=10), 10, id="a maximum"),
        pytest.param(counts(maximum=9), counts(), 10, id="a maximum where there was none"),
        pytest.param(counts(exclusiveMinimum=1), counts(minimum=1), 1, id="an edge left out below"),
        pytest.param(counts(exclusiveMaximum=9), counts(maximum=9), 9, id="an edge left out above"),
        pytest.param(counts(multipleOf=2), counts(), 3, id="multiples"),
        pytest.param(texts(minLength=1), texts(), "", id="a least length"),
        pytest.param(texts(maxLength=3), texts(maxLength=4), "four", id="a greatest length"),
        pytest.param(texts(pattern="^[0-9]{5}$"), texts(pattern="^[0-9]+$"), "6300", id="a pattern"),
        pytest.param(texts(pattern="^[0-9]{5}$"), texts(), "Taipei", id="a pattern where there was none"),
        pytest.param(texts(format="date"), texts(), "soon", id="a format where there was none"),
        pytest.param(texts(format="date"), texts(format="uuid"), "019a3c5e-7b10-7c42-9f0a-3d1be6a4c001", id="a format"),
        pytest.param(texts(enum=["won"]), texts(enum=["won", "lost"]), "lost", id="values"),
        pytest.param(texts(enum=["won"]), texts(), "lost", id="values where any was right"),
        pytest.param(texts(const="a"), texts(const="b"), "b", id="the only value"),
        pytest.param({"enum": [1]}, {"enum": [True]}, True, id="one and true"),
        pytest.param(COUNT, {"type": "number"}, 1.5, id="whole numbers and any"),
        pytest.param(TEXT, COUNT, 1, id="a type"),
        pytest.param(TEXT, either(TEXT, NOTHING), None, id="null"),
        pytest.param(TEXT, {"type": ["string", "null"]}, None, id="null in a list of types"),
        pytest.param(either(TEXT, NOTHING), either(TEXT, COUNT, NOTHING), 1, id="an alternative"),
        pytest.param(either(TEXT, NOTHING), either(COUNT, NOTHING), 1, id="one alternative for another"),
        pytest.param(lists(TEXT), lists(COUNT), [1], id="items"),
        pytest.param(lists(TEXT, maxItems=1), lists(TEXT, maxItems=2), ["a", "b"], id="a greatest number of items"),
        pytest.param(lists(TEXT, minItems=1), lists(TEXT), [], id="a least number of items"),
        pytest.param(lists(TEXT, uniqueItems=True), lists(TEXT), ["a", "a"], id="items that repeat"),
        pytest.param(an_object({"a": TEXT}), an_object(optional={"a": TEXT}), {}, id="a field that must be there"),
        pytest.param(an_object({"a": TEXT}), an_object(), {}, id="a field that must be there and one unknown"),
        pytest.param(lists(an_object({"a": TEXT})), lists(an_object()), [{}], id="the same within items"),
    ],
)
def test_a_field_may_not_change_in(narrow: Schema, wide: Schema, only_wide: Any) -> None:
    """Neither way: what only the wide writer writes, the narrow reader cannot read, whichever of them is older."""
    narrow, wide, message = an_object({"field": narrow}), an_object({"field": wide}), {"field": only_wide}
    assert fits(wide, message)
    assert not is_read(narrow, message)

    assert where(narrow, wide)
    assert where(wide, narrow)


def test_a_break_names_the_place_and_the_reason() -> None:
    old = an_object({"stays": lists(an_object({"from/to": counts(minimum=1)}))})
    new = an_object({"stays": lists(an_object({"from/to": counts(minimum=2)}))})
    assert [str(found) for found in breaks(old, new)] == ["/stays/*/from~1to: minimum was 1, is 2"]


def test_the_break_is_looked_for_within_the_one_alternative_that_changed() -> None:
    old = an_object({"place": either(an_object({"county": TEXT}), NOTHING)})
    new = an_object({"place": either(an_object({"county": COUNT}), NOTHING)})
    assert where(old, new) == ["/place/county"]


def test_every_break_is_told() -> None:
    old = an_object({"county": TEXT, "outcome": texts(enum=["won"])})
    new = an_object({"county": COUNT, "outcome": texts(enum=["lost"])})
    assert where(old, new) == ["/county", "/outcome", "/outcome"]


def test_what_the_absence_of_a_field_means_may_not_change() -> None:
    old = an_object(optional={"open": {"type": "boolean", "default": False}})
    new = an_object(optional={"open": {"type": "boolean", "default": True}})
    assert where(old, new) == ["/open"]


def test_a_field_that_is_always_there_has_no_absence_to_mean_anything() -> None:
    old = an_object({"open": {"type": "boolean", "default": False}})
    assert where(old, an_object({"open": {"type": "boolean"}})) == []


def test_a_dropped_field_may_not_come_back_as_something_else() -> None:
    first, second, third = an_object(optional={"place": TEXT}), an_object(), an_object(optional={"place": COUNT})
    assert where(first, second) == where(second, third) == []
    assert where(first, third) == ["/place"]


def test_a_definition_is_the_same_wherever_it_is_written() -> None:
    place = an_object({"county": TEXT})
    assert where(defining(place), an_object({"place": place})) == []
    assert where(defining(place), defining(place, name="Where")) == []


def test_a_change_of_a_definition_is_a_change_of_the_field() -> None:
    assert where(defining(an_object({"county": TEXT})), defining(an_object({"county": COUNT}))) == ["/place/county"]
    assert where(defining(an_object()), defining(an_object(optional={"county": TEXT}))) == []


def test_a_model_that_holds_itself_is_compared_to_the_end() -> None:
    def unit(**optional: Schema) -> Schema:
        return defining(an_object(optional={"part_of": {"$ref": "#/$defs/Place"}, **optional}))

    assert where(unit(), unit(county=TEXT)) == []
    assert where(unit(county=COUNT), unit(county=TEXT)) == ["/place/county"]


def test_an_object_may_not_be_opened() -> None:
    opened = {**an_object(), "additionalProperties": True}
    assert where(an_object(), opened) == where(opened, an_object()) == [""]


@pytest.mark.parametrize(
    "field",
    [
        pytest.param(texts(format="uuid", pattern="-", minLength=1, maxLength=36), id="text"),
        pytest.param(counts(minimum=0, maximum=9, multipleOf=3), id="a number"),
        pytest.param(counts(exclusiveMinimum=0, exclusiveMaximum=9), id="a number between edges"),
        pytest.param(lists(TEXT, minItems=1, maxItems=9, uniqueItems=True), id="a list"),
        pytest.param(either(an_object(), NOTHING), id="a closed object or nothing"),
    ],
)
def test_a_schema_is_fit_for_release_with(field: Schema) -> None:
    assert unfit(an_object({"field": field})) == []


@pytest.mark.parametrize(
    "field",
    [
        pytest.param({"type": "object", "properties": {}}, id="an open object"),
        pytest.param({"type": "object", "additionalProperties": COUNT}, id="a map"),
        pytest.param(lists({"type": "object"}), id="a list of open objects"),
        pytest.param(either({"type": "object"}, NOTHING), id="an open object or nothing"),
        pytest.param({}, id="anything"),
        pytest.param({"type": "array"}, id="a list of anything"),
        pytest.param({"type": "array", "prefixItems": [TEXT], "items": TEXT}, id="a tuple"),
        pytest.param({"anyOf": [TEXT], "minLength": 1}, id="assertions beside alternatives"),
        pytest.param({"anyOf": [TEXT], "oneOf": [TEXT]}, id="two kinds of alternatives"),
        pytest.param({"allOf": [TEXT]}, id="a keyword that is not understood"),
    ],
)
def test_a_schema_is_unfit_for_release_with(field: Schema) -> None:
    assert unfit(an_object({"field": field}))
    assert unfit(an_object(optional={"field": field}))


def test_a_reference_with_assertions_beside_it_is_refused() -> None:
    twice_said = {**an_object({"place": {"$ref": "#/$defs/Place", "minLength": 1}}), "$defs": {"Place": TEXT}}
    with pytest.raises(ValueError):
        unfit(twice_said)


@given(EVENT_SCHEMAS)
def test_every_schema_is_compatible_with_itself(schema: Schema) -> None:
    assert where(schema, schema) == []


@given(EVENT_SCHEMAS, ANY_SCHEMAS)
def test_adding_or_dropping_an_optional_field_is_compatible(schema: Schema, field: Schema) -> None:
    more = {**schema, "properties": {**schema["properties"], "added": field}}
    assert where(schema, more) == where(more, schema) == []


@given(EVENT_SCHEMAS, ANY_SCHEMAS)
def test_adding_or_dropping_a_required_field_never_is(schema: Schema, field: Schema) -> None:
    more = {
        **schema,
        "properties": {**schema["properties"], "added": field},
        "required": [*schema["required"], "added"],
    }
    assert where(schema, more) == where(more, schema) == ["/added"]


@given(st.data())
def test_readers_of_a_compatible_schema_read_every_message(data: st.DataObject) -> None:
    schema = data.draw(EVENT_SCHEMAS)
    relative = data.draw(relatives(schema))
    assume(not breaks(schema, relative))
    assert is_read(relative, data.draw(messages(schema)))
    assert is_read(schema, data.draw(messages(relative)))


@given(EVENT_SCHEMAS.flatmap(lambda schema: st.tuples(st.just(schema), relatives(schema))))
def test_it_does_not_matter_which_schema_came_first(pair: tuple[Schema, Schema]) -> None:
    one, other = pair
    assert bool(breaks(one, other)) == bool(breaks(other, one))
