import { attempt } from '../chat/safe';
import { Clock, IDLE_MS } from './clock';
import { Flick, isOut } from './leaving';
import { type Device, deviceOf, fits } from './rules';
import type { BrowserTrigger } from './types';
import { addTime, countPage, isFirst, readVisit } from './visit';

/** Whoever has just come is not leaving yet. */
const SETTLED_MS = 3000;
/** On a touch screen a page that is put away after so long. */
const READ_MS = 5000;
const LOOK_AGAIN_MS = 500;
const SIGNS = 'pointermove pointerdown keydown touchmove scroll';

type Details = Record<string, string | number>;

/**
 * Watches for what triggers wait for, and for nothing else: each listener stands only while a live trigger needs it, and none keeps
 * the page from scrolling. A trigger comes true once a view; `fire` tells the server, who decides.
 */
export class Watch {
  private triggers: readonly BrowserTrigger[] = [];
  private fired = new Set<string>();
  private stops: (() => void)[] = [];
  private clock = new Clock(performance.now(), !document.hidden);
  /** Of the time on this page, how much stands in the visit's. */
  private noted = 0;
  private since = performance.now();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly device: Device = deviceOf(navigator);

  constructor(private readonly fire: (trigger: BrowserTrigger, details: Details) => void) {
    // The first view began with the page, not with us.
    if (!document.hidden) this.clock = new Clock(0, true);
  }

  set(triggers: readonly BrowserTrigger[]): void {
    this.triggers = triggers;
    this.arm();
  }

  /** Another page is shown. */
  view(isAnother: boolean): void {
    if (isAnother) {
      this.note();
      this.fired = new Set();
      this.since = performance.now();
      this.clock = new Clock(this.since, !document.hidden);
      this.noted = 0;
    }
    countPage(Date.now());
    this.arm();
  }

  /** The page called one by its name. */
  call(name: string): void {
    for (const each of this.live('call')) if (each.name === name) this.tell(each, { name });
  }

  stop(): void {
    this.note();
    this.disarm();
  }

  private live(...kinds: BrowserTrigger['kind'][]): BrowserTrigger[] {
    return this.triggers.filter(
      (each) => kinds.includes(each.kind) && !this.fired.has(each.key) && fits(each, location.href, this.device),
    );
  }

  private tell(trigger: BrowserTrigger, details: Details = {}): void {
    if (this.fired.has(trigger.key)) return;
    this.fired.add(trigger.key);
    this.fire(trigger, details);
  }

  // What is listened to

  private disarm(): void {
    clearTimeout(this.timer);
    for (const stop of this.stops.splice(0)) attempt(stop);
  }

  private arm(): void {
    this.disarm();
    const leaving = this.live('exit_intent').length > 0;
    if (this.live('pages')[0]) this.countPages();
    if (leaving && this.device === 'desktop')
      this.listen('mouseout', (event) => this.leave(isOut(event as MouseEvent)));
    if (leaving && this.device !== 'desktop') this.watchFinger();
    if (this.live('scroll')[0]) this.listen('scroll', (event) => this.measure(event.target as Node));
    if (this.live('click')[0]) this.listen('click', (event) => this.press(event));
    const seen = this.live('element_seen');
    if (seen[0]) this.watchElements(seen);
    if (this.live('time_on_page', 'time_on_site')[0]) this.watchTime();
  }

  private listen(types: string, heard: (event: Event) => void): void {
    const signal = new AbortController();
    this.stops.push(() => signal.abort());
    for (const type of types.split(' ')) {
      addEventListener(type, (event) => attempt(() => heard(event)), {
        capture: true,
        passive: true,
        signal: signal.signal,
      });
    }
  }

  private countPages(): void {
    const now = Date.now();
    const { pages, ever } = readVisit(now);
    for (const each of this.live('pages')) {
      const isAll = each.of === 'all';
      const count = isAll ? ever : pages;
      if (count >= each.count! && isFirst(now, each.key, isAll)) this.tell(each, { count });
    }
  }

  // Leaving

  private leave(isLeaving: boolean): void {
    if (!isLeaving || performance.now() - this.since < SETTLED_MS) return;
    for (const each of this.live('exit_intent')) this.tell(each);
  }

  private watchFinger(): void {
    const flick = new Flick();
    this.listen('touchmove', () => flick.touch(performance.now()));
    this.listen('scroll', () => this.leave(flick.feed(scrollY, performance.now(), innerHeight)));
    this.listen('visibilitychange', () =>
      this.leave(document.hidden && this.clock.active(performance.now()) >= READ_MS),
    );
  }

  // How far, and what was seen

  private measure(target: Node): void {
    const box = target === document ? document.documentElement : (target as Element);
    // A page may scroll in an element of its own; a small list in it is not the page.
    if (box.clientHeight < innerHeight / 2) return;
    const view = target === document ? innerHeight : box.clientHeight;
    const top = target === document ? scrollY : box.scrollTop;
    const depth = Math.min(100, Math.round(((top + view) / box.scrollHeight) * 100));
    for (const each of this.live('scroll')) if (depth >= each.percent!) this.tell(each, { depth });
  }

  private watchElements(triggers: readonly BrowserTrigger[]): void {
    const wanted = new Set(triggers);
    const bySelector = new Map<Element, BrowserTrigger>();
    const sight = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting, intersectionRatio, intersectionRect } of entries) {
          const isSeen = isIntersecting && (intersectionRatio >= 0.5 || intersectionRect.height >= innerHeight / 2);
          const trigger = bySelector.get(target);
          if (isSeen && trigger) this.tell(trigger);
        }
      },
      { threshold: [0, 0.25, 0.5, 0.75, 1] },
    );
    let pause: ReturnType<typeof setTimeout> | undefined;
    const find = (): void => {
      for (const each of wanted) {
        const element = attempt(() => document.querySelector(each.selector!));
        if (!element) continue;
        wanted.delete(each);
        bySelector.set(element, each);
        sight.observe(element);
      }
      if (!wanted.size) arrivals.disconnect();
    };
    // Single-page sites bring their elements late.
    const arrivals = new MutationObserver(() => {
      pause ??= setTimeout(() => {
        pause = undefined;
        find();
      }, LOOK_AGAIN_MS);
    });
    arrivals.observe(document.documentElement, { childList: true, subtree: true });
    this.stops.push(() => {
      clearTimeout(pause);
      arrivals.disconnect();
      sight.disconnect();
    });
    find();
  }

  private press(event: Event): void {
    const [element] = event.composedPath() as Element[];
    for (const each of this.live('click')) {
      if (attempt(() => element!.closest(each.selector!))) this.tell(each);
    }
  }

  // Time

  /** What was spent here goes to the visit. */
  private note(): ReturnType<typeof addTime> {
    const active = this.clock.active(performance.now());
    const visit = addTime(Date.now(), active - this.noted);
    this.noted = active;
    return visit;
  }

  private watchTime(): void {
    this.listen(SIGNS, () => {
      const now = performance.now();
      const wasStill = this.clock.isStill(now);
      this.clock.touch(now);
      if (wasStill) this.lookAtClock();
    });
    this.listen('visibilitychange pagehide pageshow', ({ type }) => {
      this.note();
      this.clock.see(!document.hidden && type !== 'pagehide', performance.now());
      this.lookAtClock();
    });
    this.lookAtClock();
  }

  /** Tells what is due, and sets one timer for what is due next: none while nobody is there. */
  private lookAtClock(): void {
    clearTimeout(this.timer);
    const now = performance.now();
    const { ms } = this.note();
    const dues = this.live('time_on_page', 'time_on_site').map((each): number => {
      const spent = each.kind === 'time_on_page' ? this.clock.active(now) : ms;
      const left = each.seconds! * 1000 - spent;
      if (left > 0) return left;
      const isTrue = each.kind === 'time_on_page' || isFirst(Date.now(), each.key, false);
      if (isTrue) this.tell(each, { seconds: Math.round(spent / 1000) });
      else this.fired.add(each.key);
      return Number.POSITIVE_INFINITY;
    });
    const next = Math.min(...dues, IDLE_MS);
    if (dues[0] !== undefined && Number.isFinite(Math.min(...dues)) && !this.clock.isStill(now)) {
      this.timer = setTimeout(() => this.lookAtClock(), next + 20);
    }
  }
}
