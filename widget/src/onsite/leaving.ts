/** So far upwards, so fast: a finger on its way to the address bar. */
const FAR_PX = 300;
const FAST_MS = 400;
/** A finger moved so lately; what scrolls by itself (a link to the top) is no sign of leaving. */
const FINGER_MS = 1200;

/** The mouse goes out by the top edge: to the tabs, the address, the cross. Not while something is dragged. */
export const isOut = ({
  relatedTarget,
  clientY,
  buttons,
}: Pick<MouseEvent, 'relatedTarget' | 'clientY' | 'buttons'>): boolean => !relatedTarget && clientY <= 0 && !buttons;

/** On a touch screen: the page, read for at least a screen, is thrown back up. */
export class Flick {
  private samples: [y: number, at: number][] = [];
  private finger = Number.NEGATIVE_INFINITY;

  touch(at: number): void {
    this.finger = at;
  }

  /** Takes where the page stands; true: it was thrown up. `screen`: its height, px. */
  feed(y: number, at: number, screen: number): boolean {
    const last = this.samples[this.samples.length - 1];
    // Whoever turns round begins anew.
    if (last && y >= last[0]) this.samples = [];
    this.samples = [...this.samples.filter(([, when]) => at - when <= FAST_MS), [y, at]];
    const [from] = this.samples[0]!;
    return from >= screen && from - y >= FAR_PX && at - this.finger <= FINGER_MS;
  }
}
