"""The polynomials and the methods that `compare` was given, checked and named."""

from contextlib import contextmanager
from numbers import Number
from typing import Any, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Sequence, Tuple, Union

import numpy as np

from .. import _validation
from .._problem.methods import Method, MethodName, check_method
from .._problem.polynomial import Coefficients, Polynomial
from .._problem.root_set import Roots
from .._problem.roots import roots_of
from .._problem.text import number_text
from .._validation import nearest, shown

MethodSpec = Union[MethodName, Method, Tuple[MethodName, Mapping[str, complex]]]
Polynomials = Union[Mapping[str, Coefficients], Iterable[Coefficients]]
Extent = Tuple[float, float, float, float]
Extents = Union[Extent, Mapping[str, Extent], Sequence[Extent]]
Methods = Union[Mapping[str, MethodSpec], Iterable[MethodSpec]]


class NamedPolynomial(NamedTuple):
    """A polynomial and what the table calls it."""

    name: str
    polynomial: Polynomial


class NamedMethod(NamedTuple):
    """A method with all its parameters."""

    label: str
    name: str
    parameters: Dict[str, complex]


def named_polynomials(polynomials: Any, roots: Any) -> List[NamedPolynomial]:
    """The polynomials, under names that differ."""
    if (polynomials is None) == (roots is None):
        raise TypeError("either polynomials or roots must be given")
    argument, kind = ("polynomials", "coefs") if roots is None else ("roots", "roots")
    named = []
    for where, name, value in _entries(argument, polynomials if roots is None else roots):
        with _explained(where):
            if value is None:
                raise TypeError(f"{kind} must be numbers, got None")
            if isinstance(value, Number):
                raise TypeError(
                    f"{shown(value)} is no polynomial; for a single one give a list of one"
                )
            polynomial = Polynomial(**{"coefs": None, "roots": None, kind: value})
            roots_of(polynomial)  # the core checks the degree
            name = name or polynomial.short()
        named.append(NamedPolynomial(name, polynomial))
    _check_unique(argument, [entry.name for entry in named])
    return named


def named_extents(
    extent: Any, polynomials: Sequence[NamedPolynomial]
) -> Union[Extent, Dict[str, Extent]]:
    """The rectangle of all polynomials, or that of each, by name."""
    names = [entry.name for entry in polynomials]
    if isinstance(extent, Mapping):
        for name in extent:
            if name not in names:
                hint = nearest(name, names) if isinstance(name, str) else ""
                raise ValueError(f"extent names no polynomial with {name!r}{hint}")
        for name in names:
            if name not in extent:
                raise ValueError(f"extent must have all polynomials, {name!r} is missing")
        given = dict(extent)
    elif isinstance(extent, (list, tuple, np.ndarray)) and any(np.ndim(one) for one in extent):
        if len(extent) != len(names):
            raise ValueError(
                f"extent must be one for all polynomials or one for each of {len(names)}, got "
                f"{len(extent)}"
            )
        given = dict(zip(names, extent))
    else:
        return _validation.extent(extent)
    found = {}
    for name in names:
        with _explained(f"extent of {name!r}"):
            found[name] = _validation.extent(given[name])
    return found


def named_methods(methods: Any) -> List[NamedMethod]:
    """The methods, under labels that differ."""
    named = []
    for where, label, spec in _entries("methods", methods):
        with _explained(where):
            name, parameters = _name_and_parameters(spec)
            method, values = check_method(name, parameters)
        named.append(NamedMethod(label or _method_text(method, values), method.name, values))
    _check_unique("methods", [entry.label for entry in named])
    return named


def _entries(argument: str, value: Any) -> List[Tuple[str, str, Any]]:
    """Where each entry stands, its name (empty in a sequence), and what it is."""
    wanted = f"{argument} must be a sequence, or a mapping of names to what they name"
    if isinstance(value, Mapping):
        for name in value:
            if not isinstance(name, str) or not name.strip():
                raise TypeError(f"{argument} must have names that are not empty, got {name!r}")
        entries = [(f"{argument}[{name!r}]", name, entry) for name, entry in value.items()]
    elif isinstance(value, (str, bytes, Method, Roots)) or not isinstance(value, Iterable):
        single = isinstance(value, (str, Method, Roots))
        hint = f"; for a single one give a list of one: [{shown(value)}]" if single else ""
        raise TypeError(f"{wanted}, got {shown(value)}{hint}")
    else:
        entries = [(f"{argument}[{i}]", "", entry) for i, entry in enumerate(value)]
    if not entries:
        raise ValueError(f"{wanted}, got none: {shown(value)}")
    return entries


def _name_and_parameters(spec: Any) -> Tuple[Any, Mapping[str, Any]]:
    if isinstance(spec, str):
        return spec, {}
    if isinstance(spec, Method):
        return spec.name, spec.parameters
    if isinstance(spec, (tuple, list)) and len(spec) == 2 and isinstance(spec[1], Mapping):
        return spec[0], spec[1]
    raise TypeError(f"a method must be a name or a pair (name, parameters), got {shown(spec)}")


def _method_text(method: Method, values: Mapping[str, complex]) -> str:
    """The name, with the parameters that are not the defaults."""
    changed = [
        f"{name}={number_text(value)}"
        for name, value in values.items()
        if value != method.parameters[name]
    ]
    return f"{method.name}({', '.join(changed)})" if changed else method.name


def _check_unique(argument: str, names: List[str]) -> None:
    for i, name in enumerate(names):
        first = names.index(name)
        if first < i:
            raise ValueError(
                f"{argument}[{first}] and {argument}[{i}] have the same name, {name!r}: leave one "
                "out, or give a mapping of names to them"
            )


@contextmanager
def _explained(where: str) -> Iterator[None]:
    """Say which entry an error is about."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise type(error)(f"{where}: {error}") from None
