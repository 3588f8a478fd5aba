import { attempt } from '../chat/safe';
import type { Stage } from './stage';
import type { Popup } from './types';

const LOOK_AGAIN_MS = 300;

const selectorOf = ({ content: { place }, scenario }: Popup): string => {
  const own = typeof place === 'object' && place?.selector;
  return [own, scenario && `[data-otklik-form="${scenario}"]`].filter(Boolean).join();
};

/** Contents that stand in the page itself: found when their place is there, however late it comes, and again when it was swapped. */
export class Places {
  private wanted: readonly Popup[] = [];
  /** Asked for, or standing; by the send. */
  private readonly taken = new Map<number, { place: Element; stage?: Stage }>();
  private watch: MutationObserver | undefined;
  private pause: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onPlace: (popup: Popup, place: Element) => void) {}

  set(wanted: readonly Popup[]): void {
    this.wanted = wanted;
    this.find();
  }

  filled({ send }: Popup, stage: Stage): void {
    const found = this.taken.get(send);
    if (found) found.stage = stage;
    this.find();
  }

  free({ send }: Popup): void {
    this.taken.delete(send);
  }

  clear(): void {
    this.wanted = [];
    for (const { stage } of this.taken.values()) stage?.remove();
    this.taken.clear();
    this.watch?.disconnect();
    this.watch = undefined;
    clearTimeout(this.pause);
  }

  private placeOf(popup: Popup): Element | undefined {
    const selector = selectorOf(popup);
    return (selector && attempt(() => document.querySelector(selector))) || undefined;
  }

  private find = (): void => {
    this.pause = undefined;
    for (const popup of this.wanted) {
      const place = this.taken.has(popup.send) ? undefined : this.placeOf(popup);
      if (!place) continue;
      this.taken.set(popup.send, { place });
      this.onPlace(popup, place);
    }
    // A page that draws itself anew swaps the place: what stood there goes on in the new one, with what was typed.
    for (const { stage } of this.taken.values()) {
      if (stage && !stage.isThere()) {
        const place = this.placeOf(stage.popup);
        if (place) stage.moveTo(place);
      }
    }
    this.follow();
  };

  private follow(): void {
    const isNeeded = this.wanted.length > 0 || this.taken.size > 0;
    if (isNeeded && !this.watch) {
      this.watch = new MutationObserver(() => {
        this.pause ??= setTimeout(this.find, LOOK_AGAIN_MS);
      });
      this.watch.observe(document.documentElement, { childList: true, subtree: true });
    } else if (!isNeeded) {
      this.watch?.disconnect();
      this.watch = undefined;
    }
  }
}
