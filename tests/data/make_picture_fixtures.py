#!/usr/bin/env python3
"""Writes tests/data/fixtures/pictures (damaged and odd ones under pictures_odd) and pictures.npz: what Pillow's
convert("RGB"), or convert("L") for grey, makes of each.

Run once with numpy and Pillow: /tmp/datavenv/bin/python tests/data/make_picture_fixtures.py
The order and the classes are checked with torchvision's ImageFolder where it can be imported.
"""

import io
import os
import shutil

import numpy as np
import PIL
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "fixtures", "pictures")
ODD = os.path.join(HERE, "fixtures", "pictures_odd")
random = np.random.default_rng(5)


def smooth(height, width, channels):
    y, x = np.mgrid[0:height, 0:width]
    planes = [128 + 80 * np.sin(x / 3 + c) + 40 * np.cos(y / 2 - c) for c in range(channels)]
    image = np.clip(np.stack(planes, -1) + random.normal(0, 4, (height, width, channels)), 0, 255).astype("u1")
    return image[..., 0] if channels == 1 else image


def save(root, name, image, **options):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    image.save(path, **options)


def colour(height=10, width=12):
    return Image.fromarray(smooth(height, width, 3))


def grey(height=10, width=12):
    return Image.fromarray(smooth(height, width, 1))


def write_folder():
    save(FOLDER, "cat/10.jpg", colour(), quality=90)
    save(FOLDER, "cat/2.png", colour())
    save(FOLDER, "cat/progressive.jpg", colour(), quality=70, progressive=True)
    save(FOLDER, "cat/half.jpg", colour(), quality=80, subsampling=2)
    save(FOLDER, "cat/more/1.png", colour())
    save(FOLDER, "Dog/alpha.png", Image.fromarray(smooth(10, 12, 4), "RGBA"))
    save(FOLDER, "Dog/grey.png", grey())
    save(FOLDER, "Dog/grey.jpg", grey(), quality=85)
    save(FOLDER, "Dog/grey_alpha.png", Image.fromarray(smooth(10, 12, 2), "LA"))
    palette = colour().quantize(16)
    save(FOLDER, "bird/palette.png", palette)
    save(FOLDER, "bird/palette_transparent.png", palette, transparency=3)
    save(FOLDER, "bird/one_bit.png", grey().convert("1"))
    save(FOLDER, "bird/gamma.png", colour())
    with open(os.path.join(FOLDER, "bird", "notes.txt"), "w") as file:
        file.write("not a picture\n")
    with open(os.path.join(FOLDER, "bird", ".hidden.png"), "w") as file:
        file.write("not looked at\n")


def write_odd():
    save(ODD, "sizes/a/1.png", grey(8, 8))
    save(ODD, "sizes/a/2.png", grey(8, 8))
    save(ODD, "sizes/b/3.jpg", grey(6, 9), quality=95)
    save(ODD, "deep/a/16.png", Image.fromarray((smooth(6, 6, 1).astype("u2") * 257)))
    save(ODD, "cmyk/a/1.jpg", colour(6, 6).convert("CMYK"))
    buffer = io.BytesIO()
    colour(40, 40).save(buffer, "PNG")
    for name, content in [("cut_png/a/1.png", buffer.getvalue()[:-600]), ("empty/a/1.png", b""),
                          ("renamed/a/1.jpg", b"GIF89a" + bytes(20))]:
        os.makedirs(os.path.dirname(os.path.join(ODD, name)), exist_ok=True)
        with open(os.path.join(ODD, name), "wb") as file:
            file.write(content)
    buffer = io.BytesIO()
    colour(40, 40).save(buffer, "JPEG", quality=90)
    os.makedirs(os.path.join(ODD, "cut_jpeg/a"), exist_ok=True)
    with open(os.path.join(ODD, "cut_jpeg/a/1.jpg"), "wb") as file:
        file.write(buffer.getvalue()[:-400])
    # A PNG that claims 16000 x 8000 pixels.
    buffer = io.BytesIO()
    grey(4, 4).save(buffer, "PNG")
    import struct
    import zlib
    content = bytearray(buffer.getvalue())
    content[16:24] = struct.pack(">II", 8000, 5000)
    content[29:33] = struct.pack(">I", zlib.crc32(bytes(content[12:29])))
    os.makedirs(os.path.join(ODD, "claims/a"), exist_ok=True)
    with open(os.path.join(ODD, "claims/a/1.png"), "wb") as file:
        file.write(bytes(content))


def listing():
    try:
        from torchvision.datasets import ImageFolder
        dataset = ImageFolder(FOLDER)
        print("order from torchvision")
        return [(os.path.relpath(path, FOLDER), label) for path, label in dataset.samples]
    except ImportError as problem:
        print("without torchvision:", problem)
    found = []
    for label, name in enumerate(sorted(os.listdir(FOLDER))):
        for root, _, names in sorted(os.walk(os.path.join(FOLDER, name))):
            found += [(os.path.relpath(os.path.join(root, n), FOLDER), label) for n in sorted(names)
                      if n.endswith((".png", ".jpg"))]
    return found


if __name__ == "__main__":
    for root in [FOLDER, ODD]:
        shutil.rmtree(root, ignore_errors=True)
    write_folder()
    write_odd()
    samples = [(name, label) for name, label in listing() if not os.path.basename(name).startswith(".")]
    images = np.stack([np.asarray(Image.open(os.path.join(FOLDER, name)).convert("RGB")) for name, _ in samples])
    sizes = [np.asarray(Image.open(os.path.join(ODD, "sizes", name)).convert("L"))
             for name in ["a/1.png", "a/2.png", "b/3.jpg"]]
    np.savez_compressed(os.path.join(HERE, "fixtures", "pictures.npz"), images=images,
                        labels=np.array([label for _, label in samples]), size0=sizes[0], size1=sizes[1],
                        size2=sizes[2])
    print(PIL.__version__, [name for name, _ in samples], images.shape)
