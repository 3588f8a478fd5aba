import { crc32, deflateSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** The mark of public/favicon.svg on its square of 32, painted by ourselves: phones want pictures of points. */
const SIDE = 32;
const GROUND = [0x46, 0x53, 0xc9];
const RING = [0xff, 0xff, 0xff];
const DOT = [0xff, 0xb4, 0x54];
/** Points within a point, each way, for soft edges. */
const FINE = 4;

type Paint = readonly number[] | null;

function isInSquare(x: number, y: number, radius: number): boolean {
  const far = (at: number): number => Math.max(radius - at, at - (SIDE - radius), 0);
  return Math.hypot(far(x), far(y)) <= radius;
}

/** The colour at a place of the mark; null outside. A maskable one fills its square, the mark stays in the middle. */
function colorAt(x: number, y: number, isMaskable: boolean): Paint {
  const scale = isMaskable ? 1.35 : 1;
  const [inX, inY] = [(x - 16) * scale + 16, (y - 16) * scale + 16];
  if (Math.hypot(inX - 24.4, inY - 7.6) <= 3.6) return DOT;
  if (Math.abs(Math.hypot(inX - 16, inY - 16) - 7.5) <= 1.7) return RING;
  return isMaskable || isInSquare(x, y, 8) ? GROUND : null;
}

/** Red, green, blue and alpha of one point. */
function pointAt(column: number, row: number, size: number, isMaskable: boolean): number[] {
  const sum = [0, 0, 0];
  let inside = 0;
  for (let part = 0; part < FINE * FINE; part += 1) {
    const x = ((column + ((part % FINE) + 0.5) / FINE) * SIDE) / size;
    const y = ((row + (Math.floor(part / FINE) + 0.5) / FINE) * SIDE) / size;
    const paint = colorAt(x, y, isMaskable);
    if (!paint) continue;
    inside += 1;
    paint.forEach((value, index) => {
      sum[index] = (sum[index] ?? 0) + value;
    });
  }
  return [...sum.map((value) => Math.round(value / Math.max(inside, 1))), Math.round((255 * inside) / FINE ** 2)];
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'ascii'), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A PNG of the mark (https://www.w3.org/TR/png-3/): 8 bits, colours with alpha, no filter. */
export function drawIcon(size: number, isMaskable = false): Buffer {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1)
      rows.set(pointAt(column, row, size, isMaskable), row * (size * 4 + 1) + 1 + column * 4);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Puts the icons of the installed app beside the pages. */
export function icons(): Plugin {
  return {
    name: 'otklik-icons',
    apply: 'build',
    generateBundle() {
      const files = { 'icon-192': drawIcon(192), 'icon-512': drawIcon(512), 'icon-maskable-512': drawIcon(512, true) };
      const apple = { 'apple-touch-icon': drawIcon(180, true) };
      for (const [name, source] of Object.entries({ ...files, ...apple }))
        this.emitFile({ type: 'asset', fileName: `${name}.png`, source });
    },
  };
}
