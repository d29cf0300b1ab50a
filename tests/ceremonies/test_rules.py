"""Every named rule has its sentence and its test; every refusal names a rule that is in the list."""

import ast
import functools
from pathlib import Path

import pytest

from ceremonies.rules import RULES

ROOT = Path(__file__).parents[2]
STRUCTURAL = {
    "LOG-KEY": "making a workspace makes the key; opening it finds another one",
}
"""Rules that are kept by how things are built: no refusal carries their name."""


def trees(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def constants_of(tree):
    return {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }


@functools.cache
def raised():
    """By rule, the files that refuse by it."""
    found = {}
    for path, tree in trees("ceremonies", "app", "reports"):
        constants = constants_of(tree)
        for call in refusals(tree):
            rule = call.args[0]
            name = rule.value if isinstance(rule, ast.Constant) else constants.get(getattr(rule, "id", ""))
            found.setdefault(name, set()).add(path.relative_to(ROOT).as_posix())
    return found


def refusals(tree):
    """The calls that make a refusal or what becomes one, those in the classes of special ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Refused", "Lack"} and not passes_on(node):
            yield node
        if isinstance(node, ast.ClassDef) and "Refused" in map(ast.unparse, node.bases):
            calls = (one for one in ast.walk(node) if isinstance(one, ast.Call))
            yield from (call for call in calls if ast.unparse(call.func) == "super().__init__")


def passes_on(call):
    """Whether a refusal takes its rule over from what was found lacking."""
    return ast.unparse(call.args[0]) == "one.rule"


@functools.cache
def marked():
    """By rule, the tests that are marked with it, and whether each of them waits for a refusal."""
    found = {}
    for path, tree in trees("tests"):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for rule in rules_of(node):
                    name = f"{path.relative_to(ROOT).as_posix()}::{node.name}"
                    found.setdefault(rule, {})[name] = waits_for_refusal(node)
    return found


def rules_of(function):
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.rule":
            yield decorator.args[0].value


def waits_for_refusal(function):
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return any(ast.unparse(one.func) in {"refused", "pytest.raises", "check_refused"} for one in calls)


def test_every_refusal_names_a_rule_of_the_list():
    unknown = {rule: sorted(files) for rule, files in raised().items() if rule not in RULES}
    assert unknown == {}


def test_every_rule_of_the_list_is_one_that_refuses_or_is_built_in():
    assert set(RULES) - set(raised()) == set(STRUCTURAL)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_has_a_test_of_its_own(rule):
    assert marked().get(rule), f"no test is marked with {rule}"


@pytest.mark.parametrize("rule", sorted(set(RULES) - set(STRUCTURAL)))
def test_every_rule_that_refuses_has_a_test_that_trips_it(rule):
    assert any(marked()[rule].values()), f"no test marked with {rule} waits for a refusal"


def test_no_test_is_marked_with_a_rule_that_there_is_not():
    assert {rule: sorted(tests) for rule, tests in marked().items() if rule not in RULES} == {}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_says_in_one_sentence_what_it_protects(rule):
    sentence = RULES[rule]
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    assert ". " not in sentence


def test_the_list_can_t_be_changed():
    with pytest.raises(TypeError):
        RULES["NEW"] = "A rule."  # type: ignore[index]
