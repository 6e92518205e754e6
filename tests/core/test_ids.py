from hypothesis import given
from hypothesis import strategies as st

from core.ids import Draw, derive

PARTS = st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1f")))


@given(PARTS)
def test_same_parts_make_the_same_name(parts: list[str]) -> None:
    assert derive(*parts) == derive(*parts)


@given(PARTS, PARTS)
def test_other_parts_make_another_name(one: list[str], other: list[str]) -> None:
    assert (derive("x", *one) == derive("x", *other)) is (one == other)


def test_parts_do_not_run_into_each_other() -> None:
    assert derive("ab", "c") != derive("a", "bc")


@given(st.integers(min_value=1, max_value=64))
def test_a_name_is_lower_case_base32_of_its_size(size: int) -> None:
    name = derive("seed", 1, size=size)
    assert len(name) == -(-size * 8 // 5)
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_a_replayed_cause_draws_the_same_ids_in_the_same_order() -> None:
    first, again = Draw("seed", "pipe:m1"), Draw("seed", "pipe:m1")
    assert [first.new() for _ in range(50)] == [again.new() for _ in range(50)]


def test_ids_differ_between_ordinals_causes_and_seeds() -> None:
    draws = [Draw(seed, cause) for seed in ("1", "2") for cause in ("a", "b")]
    ids = [draw.new() for draw in draws for _ in range(100)]
    assert len(set(ids)) == len(ids)


def test_chance_is_the_same_for_the_same_purpose() -> None:
    assert Draw("s", "c").chance("wave").random() == Draw("s", "c").chance("wave").random()


def test_chance_differs_between_purposes_and_ignores_ids_drawn_before() -> None:
    draw = Draw("s", "c")
    before = draw.chance("wave").random()
    draw.new()
    draw.chance("other").random()
    assert draw.chance("wave").random() == before
    assert draw.chance("other").random() != before
