import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { drawIcon } from '../../icons';

/** [red, green, blue, alpha] at a part of the icon. */
function pointsOf(png: Buffer, size: number): (x: number, y: number) => number[] {
  const start = png.indexOf('IDAT') + 4;
  const rows = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
  return (x, y) => [
    ...rows.subarray(Math.floor(y * size) * (size * 4 + 1) + 1 + Math.floor(x * size) * 4).subarray(0, 4),
  ];
}

test('the icon is the mark: a ring and a dot on a round square', () => {
  const point = pointsOf(drawIcon(64), 64);
  expect(point(0, 0)[3]).toBe(0);
  expect(point(0.5, 0.5)).toEqual([0x46, 0x53, 0xc9, 255]);
  expect(point(0.5, 0.26)).toEqual([255, 255, 255, 255]);
  expect(point(0.76, 0.24)).toEqual([0xff, 0xb4, 0x54, 255]);
});

test('a maskable icon has no corners of its own', () => {
  expect(pointsOf(drawIcon(64, true), 64)(0, 0)).toEqual([0x46, 0x53, 0xc9, 255]);
});
