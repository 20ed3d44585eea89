#!/usr/bin/env python3
"""Writes the outlines that the seal's caption and the verification sheet are lettered with.

Run once per font, by hand, when the set of letters changes; the product needs neither this script nor a font file:

    make-glyphs.py NotoSans-Regular.ttf > NotoSans-Regular.txt

Output, one glyph a line, in 1/1000 em, y upwards:

    <code point, hex> <advance width> <path>

with M x y (move), L x y (line), Q cx cy x y (quadratic curve), Z (close). Only the Python standard library is used.
Tables as in the OpenType specification: cmap format 4 and 12, glyf simple and composite (no hinting, no kerning).
"""
import struct
import sys
import unicodedata

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
EXTRA = "đĐ–—‘’“”…•·×₫°§©«»"


def wanted():
    letters = {chr(c) for c in range(0x20, 0x7F)} | set(EXTRA)
    for vowel in VOWELS:
        for tone in TONES:
            letter = unicodedata.normalize("NFC", vowel + tone)
            letters |= {letter, letter.upper()}
    return sorted(letters)


class Font:
    def __init__(self, data):
        self.data = data
        count = struct.unpack_from(">H", data, 4)[0]
        self.tables = {}
        for i in range(count):
            tag, _, offset, length = struct.unpack_from(">4sIII", data, 12 + 16 * i)
            self.tables[tag.decode()] = data[offset : offset + length]
        self.units = struct.unpack_from(">H", self.tables["head"], 18)[0]
        long_loca = struct.unpack_from(">h", self.tables["head"], 50)[0]
        loca = self.tables["loca"]
        if long_loca:
            self.loca = struct.unpack(">%dI" % (len(loca) // 4), loca)
        else:
            self.loca = [2 * o for o in struct.unpack(">%dH" % (len(loca) // 2), loca)]
        self.h_metrics = struct.unpack_from(">H", self.tables["hhea"], 34)[0]
        self.cmap = self.read_cmap()

    def read_cmap(self):
        cmap = self.tables["cmap"]
        found = {}
        for i in range(struct.unpack_from(">H", cmap, 2)[0]):
            offset = struct.unpack_from(">I", cmap, 4 + 8 * i + 4)[0]
            if struct.unpack_from(">H", cmap, offset)[0] == 4:
                self.read_format_4(cmap, offset, found)
            elif struct.unpack_from(">H", cmap, offset)[0] == 12:
                for g in range(struct.unpack_from(">I", cmap, offset + 12)[0]):
                    first, last, glyph = struct.unpack_from(">III", cmap, offset + 16 + 12 * g)
                    found.update({c: glyph + c - first for c in range(first, last + 1)})
        return found

    @staticmethod
    def read_format_4(cmap, offset, found):
        segments = struct.unpack_from(">H", cmap, offset + 6)[0] // 2
        ends, starts = offset + 14, offset + 16 + 2 * segments
        deltas, ranges = starts + 2 * segments, starts + 4 * segments
        for s in range(segments):
            end, start = (struct.unpack_from(">H", cmap, at + 2 * s)[0] for at in (ends, starts))
            delta, skip = (struct.unpack_from(">H", cmap, at + 2 * s)[0] for at in (deltas, ranges))
            for code in range(start, min(end, 0xFFFE) + 1):
                glyph = code
                if skip:
                    glyph = struct.unpack_from(">H", cmap, ranges + 2 * s + skip + 2 * (code - start))[0]
                    if not glyph:
                        continue
                found.setdefault(code, (glyph + delta) & 0xFFFF)

    def advance(self, glyph):
        return struct.unpack_from(">H", self.tables["hmtx"], 4 * min(glyph, self.h_metrics - 1))[0]

    def contours(self, glyph):
        """Lists of (x, y, on curve) in font units."""
        data = self.tables["glyf"][self.loca[glyph] : self.loca[glyph + 1]]
        if not data:
            return []
        count = struct.unpack_from(">h", data)[0]
        return self.composite(data) if count < 0 else self.simple(data, count)

    @staticmethod
    def simple(data, count):
        ends = struct.unpack_from(">%dH" % count, data, 10)
        at = 10 + 2 * count
        at += 2 + struct.unpack_from(">H", data, at)[0]
        points, flags = ends[-1] + 1, []
        while len(flags) < points:
            flag = data[at]
            at += 1
            flags.append(flag)
            if flag & 8:
                flags += [flag] * data[at]
                at += 1
        axes = []
        for short, same in ((2, 16), (4, 32)):
            value, values = 0, []
            for flag in flags:
                if flag & short:
                    value += data[at] if flag & same else -data[at]
                    at += 1
                elif not flag & same:
                    value += struct.unpack_from(">h", data, at)[0]
                    at += 2
                values.append(value)
            axes.append(values)
        all_points = [(x, y, bool(f & 1)) for x, y, f in zip(axes[0], axes[1], flags)]
        return [all_points[a : b + 1] for a, b in zip((0,) + tuple(e + 1 for e in ends[:-1]), ends)]

    def composite(self, data):
        at, result = 10, []
        while True:
            flags, glyph = struct.unpack_from(">HH", data, at)
            at += 4
            if not flags & 2:
                raise ValueError("component placed by point number: not needed by this font set")
            dx, dy = struct.unpack_from(">hh" if flags & 1 else ">bb", data, at)
            at += 4 if flags & 1 else 2
            a, b, c, d = 1.0, 0.0, 0.0, 1.0
            if flags & 8:
                a = d = struct.unpack_from(">h", data, at)[0] / 16384
                at += 2
            elif flags & 64:
                a, d = (v / 16384 for v in struct.unpack_from(">hh", data, at))
                at += 4
            elif flags & 128:
                a, b, c, d = (v / 16384 for v in struct.unpack_from(">hhhh", data, at))
                at += 8
            for contour in self.contours(glyph):
                result.append([(a * x + c * y + dx, b * x + d * y + dy, on) for x, y, on in contour])
            if not flags & 32:
                return result


def path(contour, scale):
    """Quadratic path of one contour; implied on-curve points are put in."""
    def text(point):
        return "%d %d" % (round(point[0] * scale), round(point[1] * scale))

    def middle(p, q):
        return ((p[0] + q[0]) / 2, (p[1] + q[1]) / 2, True)

    points = list(contour)
    if not points[0][2]:
        points.insert(0, points.pop() if points[-1][2] else middle(points[-1], points[0]))
    points.append(points[0])
    out, control = ["M" + text(points[0])], None
    for point in points[1:]:
        if point[2]:
            out.append("L" + text(point) if control is None else "Q%s %s" % (text(control), text(point)))
            control = None
        else:
            if control is not None:
                out.append("Q%s %s" % (text(control), text(middle(control, point))))
            control = point
    return "".join(out) + "Z"


def main():
    with open(sys.argv[1], "rb") as file:
        font = Font(file.read())
    scale = 1000 / font.units
    for letter in wanted():
        glyph = font.cmap[ord(letter)]
        outline = "".join(path(c, scale) for c in font.contours(glyph) if len(c) > 1)
        print(("%04X %d %s" % (ord(letter), round(font.advance(glyph) * scale), outline)).rstrip())


main()
