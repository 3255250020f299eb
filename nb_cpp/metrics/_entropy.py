"""Basin entropy."""

from math import log, nan
from typing import NamedTuple

from numpy.typing import ArrayLike

from .. import _core
from ._arguments import box_side, label_image


class BasinEntropy(NamedTuple):
    """Basin entropy and boundary basin entropy, in nats.

    Attributes
    ----------
    sb : float
        Mean entropy of all boxes: 0 to the logarithm of the number of labels.
    sbb : float
        Mean entropy of the boxes with two labels or more; nan where there are none.
    boxes : int
        Boxes in all.
    boundary_boxes : int
        Boxes with two labels or more.
    """

    sb: float
    sbb: float
    boxes: int
    boundary_boxes: int

    @property
    def fractal(self) -> bool:
        """Whether `sbb` exceeds log 2, which is sufficient for a fractal boundary.

        It is not necessary: False says nothing.
        """
        return self.sbb > log(2)


def basin_entropy(labels: ArrayLike, box: int = 5) -> BasinEntropy:
    """Basin entropy Sb and boundary basin entropy Sbb.

    The image is cut into boxes of `box` times `box` pixels from the upper left corner. A box whose
    labels have the shares p has the entropy ``-sum(p * log(p))``. Pixels that are left at the right
    and at the bottom, where `box` does not divide the image's side, are in no box.

    Parameters
    ----------
    labels : array_like of int, shape (rows, columns)
        Labels of the points; every value is an outcome of its own, -1 like the others.
    box : int
        Side of the boxes in pixels, 1 to the image's shorter side.

    Returns
    -------
    BasinEntropy
        Both entropies and the numbers of boxes.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type or value, which the message names.

    References
    ----------
    A. Daza, A. Wagemakers, B. Georgeot, D. Guery-Odelin, M. A. F. Sanjuan, Basin entropy: a new
    tool to analyze uncertainty in dynamical systems, Scientific Reports 6, 31416 (2016).

    Examples
    --------
    >>> from nb_cpp import metrics
    >>> e = metrics.basin_entropy([[0, 0, 1, 2], [0, 0, 1, 2]], box=2)
    >>> round(e.sb, 4), round(e.sbb, 4), e.boxes, e.boundary_boxes
    (0.3466, 0.6931, 2, 1)
    """
    image = label_image(labels)
    boxes, mixed, total = _core.box_entropy(image, box_side("box", box, min(image.shape)))
    return BasinEntropy(total / boxes, total / mixed if mixed else nan, boxes, mixed)
