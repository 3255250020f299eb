"""The explorer in a notebook, by anywidget."""

from base64 import b64encode
from functools import lru_cache
from typing import Any, Dict, List, Optional

from .. import _validation
from .._basins.basins import basins as compute
from .._basins.result import Basins
from .._problem.polynomial import Coefficients, Polynomial
from .._problem.problem import Problem
from ..pictures.palette import PaletteLike
from ..pictures.picture import Picture
from ..pictures.styles import find_style, palette_for
from .address import address_of, meaning, parameters_word, read_address, roots_word, words_of
from .frames import Session
from .server import read_file
from .state import USUAL_STEPS, State, read_state
from .telling import ranked_hexes
from .worker import Worker

_STILL = 512  # pixels of the picture in a saved notebook
_USUAL = {"m": "newton", "u": "residual", "t": "1e-06", "y": "1", "s": "silk", "g": "1"}


def explore(
    coefs: Optional[Coefficients] = None,
    *,
    roots: Any = None,
    style: str = "silk",
    palette: PaletteLike = None,
    light: bool = True,
    method: str = "newton",
    stop: str = "residual",
    tol: float = 1e-6,
    itmax: Optional[int] = None,
    cycles: bool = True,
    **method_parameters: complex,
) -> Any:
    """Move about in the basins of a polynomial, in a notebook.

    Parameters
    ----------
    coefs, roots
        The polynomial, as in `basins`; by default ``z^3 - 1``.
    style, palette, light, method, stop, tol, itmax, cycles, **method_parameters
        What it begins with, as in `render`; cycles are looked for by default.

    Returns
    -------
    Explorer
        A widget. Its ``address`` is everything that it shows, can be set, and observed.
        ``polynomial`` and ``roots`` can be read and set, ``basins()`` and ``render()`` give what
        it shows. What cannot be shown is a `ValueError`, and it goes on as it was.

    Raises
    ------
    ImportError
        Without anywidget.
    TypeError, ValueError
        As `render`, and for what the page has no room for: a degree above 100.

    Notes
    -----
    Without a notebook there is the command ``nb-cpp explore``.
    """
    if coefs is None and roots is None:
        coefs = "z^3 - 1"
    limit = USUAL_STEPS if itmax is None else itmax
    problem = Problem.checked(
        coefs, roots, method, method_parameters, stop=stop, tol=tol, itmax=limit
    )
    find_style(style)
    colours: List[str] = []
    if palette is not None:
        colours = ranked_hexes(palette_for(style, problem, (), palette))
    given = {
        "m": problem.method.name,
        "mp": parameters_word({name: problem.parameters[name] for name in method_parameters}),
        "u": problem.stop,
        "t": repr(problem.tol),
        "i": "" if itmax is None else str(problem.itmax),
        "y": "1" if _validation.flag("cycles", cycles) else "0",
        "s": style,
        "g": "1" if _validation.flag("light", light) else "0",
        "k": ",".join(colour[1:] for colour in colours),
    }
    words = {name: text for name, text in given.items() if text != _USUAL.get(name, "")}
    return _class()(address=_checked({"v": "1", **_polynomial_words(problem.polynomial), **words}))


def _polynomial_words(polynomial: Polynomial) -> Dict[str, str]:
    if polynomial.roots is None:
        return {"p": str(polynomial)}
    return {"r": roots_word([complex(z) for z in polynomial.roots])}


def _checked(words: Dict[str, str]) -> str:
    """The address of words that all say something."""
    for name in words:
        meaning(name, words)
    return address_of(words)


def _state_of(address: str) -> State:
    """The state, with a window that frames the roots where it has none."""
    message, faults = read_address(address)
    if faults:
        raise ValueError("\n".join(faults))
    message["size"] = [512, 512]
    if "centre" not in message:
        home, _ = Session().answer("home", message)
        message.update(centre=home["centre"], width=home["width"])
    return read_state(message)


@lru_cache(maxsize=None)
def _class() -> Any:
    """The widget's class, made when anywidget is first needed."""
    try:
        import anywidget
        import traitlets
    except ImportError:
        raise ImportError(
            "explore needs anywidget: pip install 'nb-cpp[widget]'; "
            "without a notebook there is the command nb-cpp explore"
        ) from None

    class AddressError(traitlets.TraitError, ValueError):
        """Of an address that says something wrong: the one before stays, as traits have it."""

    class Explorer(anywidget.AnyWidget):  # type: ignore[misc, unused-ignore]
        """An explorer in a notebook: see `explore`."""

        _esm = read_file("explorer.js")
        _css = read_file("explorer.css")
        address = traitlets.Unicode("").tag(sync=True)

        def __init__(self, **more: Any) -> None:
            super().__init__(**more)
            self._worker = Worker(self.send)
            self.on_msg(lambda _, content, __: self._worker.take(content))

        @traitlets.validate("address")  # type: ignore[untyped-decorator, unused-ignore]
        def _valid(self, proposal: Any) -> str:
            """The address, if there is a picture of it."""
            address = str(proposal["value"])
            try:
                _state_of(address)
            except (ValueError, TypeError) as error:
                raise AddressError(str(error)) from None
            return address[address.startswith("#") :]

        def close(self) -> None:
            """End it."""
            self._worker.close()
            super().close()

        @property
        def polynomial(self) -> Polynomial:
            """What it shows the basins of."""
            state = _state_of(self.address)
            return Polynomial(state.text, roots=state.roots)

        @polynomial.setter
        def polynomial(self, coefs: Any) -> None:
            self._show(Polynomial(coefs))

        @property
        def roots(self) -> Any:
            """The distinct roots, in canonical order."""
            return _state_of(self.address).problem()[0].roots.values

        @roots.setter
        def roots(self, roots: Any) -> None:
            self._show(Polynomial(None, roots=roots))

        def basins(self, **more: Any) -> Basins:
            """`basins` of what it shows; arguments as there, such as ``shape``."""
            state = _state_of(self.address)
            place: Dict[str, Any] = {"centre": state.centre, "width": state.width}
            rule = {name: getattr(state, name) for name in ("method", "stop", "tol", "itmax")}
            arguments = {**place, **rule, "cycles": state.cycles, "sampling": "center"}
            arguments.update(state.parameters)
            return compute(state.text, roots=state.roots, **{**arguments, **more})

        def render(self, size: Any = 1024, antialias: bool = True) -> Picture:
            """The picture of what it shows, in another size."""
            state = _state_of(self.address)
            sides = (size, size) if isinstance(size, int) else tuple(size)
            problem, found = state.problem()
            window = state._replace(size=sides).window()
            recipe = state.recipe(problem, found, antialias, state.palette, window)
            return recipe.draw(0, None)

        def _repr_mimebundle_(self, **more: Any) -> Any:
            """Beside the widget a picture, for where there is no kernel."""
            bundle = super()._repr_mimebundle_(**more)
            if bundle is not None:
                png = self.render(_STILL)._repr_png_()
                bundle[0]["image/png"] = b64encode(png).decode("ascii")
            return bundle

        def _show(self, polynomial: Polynomial) -> None:
            words = {k: v for k, v in words_of(self.address).items() if k not in "prkcl"}
            self.address = _checked({**words, **_polynomial_words(polynomial)})

    return Explorer
