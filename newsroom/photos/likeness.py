"""A number of 64 bits that is nearly the same for photos that look nearly the same.

The difference hash: of a picture 9 by 8 pixels small, whether each pixel is brighter than the one
to its right. Scaling, compressing and slight corrections change few of its bits.
"""

BITS = 64
# Of 64 bits this many may differ. The most that the index finds by itself: with four bands of 16
# bits, at least one of them differs in one bit at most. docs/operators.md says what was measured.
NEAR = 7
BANDS = 4
BAND_BITS = BITS // BANDS
# A sky or a sheet of paper looks like every other: nothing is said of what has less contrast.
LEAST_CONTRAST = 6


def likeness_of(image):
    """The likeness of an image of Pillow as a signed number, None where it is too even to say."""
    from PIL import Image

    small = image.convert("L").resize((9, 8), Image.Resampling.BOX)
    low, high = small.getextrema()
    if high - low < LEAST_CONTRAST:
        return None
    pixels = small.get_flattened_data()
    number = 0
    for row in range(8):
        for column in range(8):
            place = row * 9 + column
            number = number << 1 | (pixels[place] > pixels[place + 1])
    return number - (1 << BITS) if number >> (BITS - 1) else number


def distance(one, other):
    """How many bits differ."""
    return ((one ^ other) & ((1 << BITS) - 1)).bit_count()


def near_bands(likeness):
    """Every band that something within NEAR shares at least one of; as the index holds them."""
    bands = []
    for place in range(BANDS):
        value = (likeness >> (place * BAND_BITS)) & ((1 << BAND_BITS) - 1)
        near = [value, *(value ^ (1 << bit) for bit in range(BAND_BITS))]
        bands.extend(place << BAND_BITS | each for each in near)
    return bands
