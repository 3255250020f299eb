"""Basins as an `xarray.Dataset`."""

from typing import TYPE_CHECKING, Any, Dict

import numpy as np

from .. import _validation
from .._core import __version__

if TYPE_CHECKING:
    import xarray

    from .result import Basins


def dataset_of(b: "Basins", parts: bool) -> "xarray.Dataset":
    """`Basins.to_xarray`."""
    in_parts = _validation.flag("parts", parts)
    try:
        import xarray
    except ImportError:
        raise ImportError("to_xarray needs xarray: pip install 'nb-cpp[xarray]'") from None
    cycles = b.cycles or ()
    more = {"smooth": "steps, smoothly", "angle": "argument of the root's coordinate"}
    caught = -2 - np.arange(len(cycles))
    named = [f"root_{i}" for i in range(len(b.roots))]
    flags = {  # as the CF conventions name them
        "flag_values": np.array([*range(len(named)), -1, *caught], np.int16),
        "flag_meanings": " ".join(
            [*named, "not_converged", *(f"cycle_{i}" for i in range(len(cycles)))]
        ),
    }
    no_coefs = b.polynomial.is_out_of_range()
    data = xarray.Dataset(
        {
            "labels": (("y", "x"), b.labels, {"long_name": "root reached", **flags}),
            "iterations": (("y", "x"), b.iterations, {"long_name": "steps"}),
            **{
                name: (("y", "x"), getattr(b, name), {"long_name": text})
                for name, text in more.items()
                if getattr(b, name) is not None
            },
            "roots": ("root", b.roots),
            "multiplicities": ("root", b.multiplicities),
            **({} if no_coefs else {"coefs": ("power", b.coefs)}),
            "multipliers": ("cycle", np.array([c.multiplier for c in cycles], complex)),
            "cycle_points": (
                "cycle_point",
                np.array([z for c in cycles for z in c.points], complex),
            ),
        },
        coords={
            "x": ("x", b.x, {"long_name": "real part"}),
            "y": ("y", b.y, {"long_name": "imaginary part"}),
            "root": np.arange(len(b.roots)),
            "power": np.arange(b.degree, -1, -1),
            "cycle": caught,
            "cycle_point": np.repeat(caught, np.array([c.period for c in cycles], int)),
        },
        attrs={
            "nb_cpp": __version__,
            "polynomial": b.polynomial.short(),
            "extent": b.extent,
            **({} if b.centre is None else {"centre": b.centre, "width": b.width}),
            "method": b.method,
            **{k: v.real if v.imag == 0 else str(v) for k, v in b.parameters.items()},
            "stop": b.stop,
            "tol": b.tol,
            "itmax": b.itmax,
            "sampling": b.sampling,
        },
    )
    # Of no dimension: `xarray.concat` over a parameter makes a dimension of it.
    data = data.assign_coords(
        {name: value if value.imag else value.real for name, value in b.parameters.items()}
    )
    return _in_parts(data) if in_parts else data


def _in_parts(data: "xarray.Dataset") -> "xarray.Dataset":
    """Complex numbers as their parts, over a dimension of their own."""
    changed: Dict[str, Any] = {
        str(name): (
            (*variable.dims, "part"),
            np.stack([variable.values.real, variable.values.imag], -1),
            variable.attrs,
        )
        for name, variable in data.variables.items()
        if np.iscomplexobj(variable)
    }
    parts = {name: changed.pop(name) for name in list(changed) if name in data.coords}
    return data.assign(changed).assign_coords({**parts, "part": ["real", "imag"]})
