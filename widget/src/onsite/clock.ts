/** A still hand counts as reading for so long, as in the tracker. */
export const IDLE_MS = 30_000;

/** Time in which the page is seen and the visitor is there, from sign of life to sign of life. Moments in ms of one clock. */
export class Clock {
  private spent = 0;
  /** The last sign of life; undefined: the page is not seen. */
  private touched: number | undefined;

  constructor(now: number, isSeen: boolean) {
    this.see(isSeen, now);
  }

  touch(now: number): void {
    if (this.touched === undefined) return;
    this.spent = this.active(now);
    this.touched = now;
  }

  see(isSeen: boolean, now: number): void {
    this.spent = this.active(now);
    this.touched = isSeen ? now : undefined;
  }

  active(now: number): number {
    return this.spent + (this.touched === undefined ? 0 : Math.min(now - this.touched, IDLE_MS));
  }

  /** Does it stand still until the next sign of life? */
  isStill(now: number): boolean {
    return this.touched === undefined || now - this.touched >= IDLE_MS;
  }
}
