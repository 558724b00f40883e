"""Which files are planned of a photo, and where they are cut."""

import pytest

from newsroom.photos import cropping
from newsroom.photos.cropping import CENTRE, box_of, needed_scale, plan

SIZES = [(6000, 4000), (4000, 6000), (1200, 630), (900, 600), (161, 160), (160, 60000),
         (60000, 160), (1, 1), (1, 3000)]  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("focal", [CENTRE, (0, 0), (1000, 1000), (120, 800)])
def test_every_crop_is_inside_the_photo_in_its_shape_and_no_file_is_larger_than_its_crop(
    size, focal
):
    planned = plan(*size, focal)

    assert {each.crop for each in planned} == set(cropping.RATIOS)
    assert len({(each.crop, each.format, each.width) for each in planned}) == len(planned)
    for each in planned:
        left, top, right, bottom = each.box
        assert 0 <= left < right <= size[0] and 0 <= top < bottom <= size[1]
        assert 1 <= each.width <= right - left and 1 <= each.height <= bottom - top
        assert each.height <= cropping.TALLEST
        if each.crop == "full":
            assert each.box == (0, 0, *size)
        elif min(size) > 100:
            across, down = cropping.RATIOS[each.crop]
            assert each.width / each.height == pytest.approx(across / down, rel=0.03)
    assert 0 < needed_scale(planned) <= 1


def test_a_crop_is_as_near_to_the_focal_point_as_it_can_be():
    assert box_of(1600, 800, (1, 1), CENTRE) == (400, 0, 1200, 800)
    assert box_of(1600, 800, (1, 1), (0, 0)) == (0, 0, 800, 800)
    assert box_of(1600, 800, (1, 1), (1000, 500)) == (800, 0, 1600, 800)
    assert box_of(1600, 800, (1, 1), (600, 500)) == (560, 0, 1360, 800)
    assert box_of(800, 1600, (16, 9), (500, 100)) == (0, 0, 800, 450)
    assert box_of(800, 1600, None, (0, 0)) == (0, 0, 800, 1600)


def test_a_photo_between_two_widths_gets_one_in_its_own():
    widths = [e.width for e in plan(700, 500, CENTRE) if (e.crop, e.format) == ("full", "webp")]
    assert widths == [320, 640, 700]
