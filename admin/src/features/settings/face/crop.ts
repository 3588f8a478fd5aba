/** Sides in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** A square of a picture. `x`, `y`: its middle, in parts of the picture's sides; `zoom` 1: as large as fits. */
export interface Crop {
  x: number;
  y: number;
  zoom: number;
}

/** The square in pixels of the picture. */
export interface Frame {
  left: number;
  top: number;
  side: number;
}

export const MAX_ZOOM = 5;
export const WHOLE: Crop = { x: 0.5, y: 0.5, zoom: 1 };
/** So many pixels a side a face is kept with: enough for the largest one on a dense screen. */
export const FACE_PX = 256;

const within = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** The nearest crop that lies in the picture. */
export function fit({ width, height }: Size, { x, y, zoom }: Crop): Crop {
  const enlarged = within(zoom, 1, MAX_ZOOM);
  const half = Math.min(width, height) / enlarged / 2;
  return {
    x: within(x, half / width, 1 - half / width),
    y: within(y, half / height, 1 - half / height),
    zoom: enlarged,
  };
}

export function frameOf(size: Size, crop: Crop): Frame {
  const { x, y, zoom } = fit(size, crop);
  const side = Math.min(size.width, size.height) / zoom;
  return { left: x * size.width - side / 2, top: y * size.height - side / 2, side };
}

/** The picture was pulled by so many pixels over a stage of `stage` pixels a side. */
export function pulled(size: Size, crop: Crop, by: { x: number; y: number }, stage: number): Crop {
  const { side } = frameOf(size, crop);
  const scale = side / stage;
  return fit(size, {
    ...crop,
    x: crop.x - (by.x * scale) / size.width,
    y: crop.y - (by.y * scale) / size.height,
  });
}

/** Draws the crop over the whole canvas; what shines through becomes white. */
export function draw(canvas: HTMLCanvasElement, picture: ImageBitmap, crop: Crop): void {
  const pen = canvas.getContext('2d');
  if (!pen) return;
  const { left, top, side } = frameOf(picture, crop);
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, left, top, side, side, 0, 0, canvas.width, canvas.height);
}

/** The crop as a file of FACE_PX a side. */
export function cut(picture: ImageBitmap, crop: Crop): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = FACE_PX;
  canvas.height = FACE_PX;
  draw(canvas, picture, crop);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
}
