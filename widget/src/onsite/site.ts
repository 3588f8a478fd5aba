import { attempt, randomKey, stringify } from '../chat/safe';
import type { Bridge, Hello } from '../chat/types';
import { judge, order, takeIn } from './arbiter';
import { isPageBusy } from './busy';
import { keep, recall } from './memory';
import { type Answered, Outbox } from './outbox';
import { Places } from './places';
import { deviceOf, fits } from './rules';
import { Stage } from './stage';
import { Watch } from './triggers';
import type { BrowserTrigger, Fired, Memory, News, Popup, Told, Where } from './types';

const KEY = 'otklik_onsite';
const TAB = 'otklik_tab';
const ANSWER_MS = 20_000;
const REMEMBERED = 100;

/** A word for this tab: the server gives what it has claimed to nobody else. */
const tabWord = (): string => attempt(() => (sessionStorage[TAB] ||= randomKey()) as string) ?? randomKey();

/** All that is said on this page beside the chat: who waits, who stands, what was told. */
export class Onsite {
  readonly outbox = new Outbox((path, body) => this.post(path, body));
  readonly watch = new Watch((trigger, details) => this.fire(trigger, details));
  readonly tab = tabWord();
  private waiting: Popup[] = [];
  private triggers: readonly BrowserTrigger[] = [];
  private readonly places = new Places((popup, place) => void this.claim(popup, place));
  private standing: { popup: Popup; stage: Stage } | undefined;
  private asking: Popup | undefined;
  private isChatOpen = false;
  private typedAt = 0;
  /** Another number, another person: what was asked for the one before is not shown. */
  private visitor = 0;
  private viewId = randomKey();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly bridge: Bridge) {
    this.outbox.restore(Date.now());
    this.watch.view(false);
  }

  // Hearing

  greet({ site }: Hello): void {
    this.triggers = site?.triggers ?? [];
    this.watch.set(this.triggers);
    this.hear({ popups: site?.popups ?? [] });
  }

  hear({ type, popups = [], sends = [] }: News): void {
    const { over = [] } = recall<Memory>(KEY);
    this.waiting = takeIn(this.waiting, popups, over, this.standing?.popup.send);
    if (type === 'gone') this.waiting = this.waiting.filter((each) => !sends.includes(each.send));
    this.look();
  }

  /** What this page has already, so that nobody says it again. */
  known(): number[] {
    return [...this.waiting.map(({ send }) => send), ...(this.standing ? [this.standing.popup.send] : [])];
  }

  // The page

  viewed(id: string | undefined): void {
    this.viewId = id ?? randomKey();
    this.watch.view(true);
    const { standing } = this;
    // Of a page that was left, and nobody touched it: away, and back when he comes back.
    if (standing && !this.isOfThisPage(standing.popup) && !standing.stage.isTouched()) {
      this.standing = undefined;
      standing.stage.remove();
      this.waiting = [...this.waiting, standing.popup];
    }
    this.look();
  }

  typed(): void {
    this.typedAt = Date.now();
  }

  setChat(isOpen: boolean): void {
    this.isChatOpen = isOpen;
    this.standing?.stage.hide(isOpen);
    this.look();
  }

  /** A popup is for the pages of its own rules, else for those of the triggers that may have brought it. */
  private where = ({ pages, devices, scenario }: Popup): readonly Where[] =>
    pages || devices
      ? [{ pages: pages ?? [], devices: devices ?? [] }]
      : this.triggers.filter((each) => Number.parseInt(each.key, 10) === scenario);

  private isOfThisPage(popup: Popup): boolean {
    const rules = this.where(popup);
    return !rules[0] || rules.some((each) => fits(each, location.href, deviceOf(navigator)));
  }

  // Deciding

  /** Whose turn is it? Asked whenever something is otherwise; a timer only while somebody waits for its moment. */
  look(): void {
    clearTimeout(this.timer);
    const isEmbedded = ({ content }: Popup): boolean => content.look === 'embedded';
    this.places.set(this.waiting.filter((each) => isEmbedded(each) && this.isOfThisPage(each)));
    const { show, again } = judge(
      this.waiting.filter((each) => !isEmbedded(each)),
      {
        now: Date.now(),
        ended: recall<Memory>(KEY).ended ?? 0,
        href: location.href,
        device: deviceOf(navigator),
        isTaken: !!this.standing || !!this.asking,
        isAway: document.hidden || this.isChatOpen,
        isBusy: isPageBusy(Date.now() - this.typedAt),
      },
      this.where,
    );
    if (show) void this.claim(show);
    // Browsers count no further than 24 days.
    else if (again !== undefined) this.timer = setTimeout(() => this.look(), Math.min(again, 2 ** 31 - 1));
  }

  /** The page asks for one that waits, by its scenario or its send: it is shown now, whatever is held back. */
  ask(id: unknown): void {
    const found = this.waiting.filter(
      ({ send, scenario }) => String(scenario) === String(id) || String(send) === String(id),
    );
    const [first] = found.sort(order);
    if (first && !this.standing && !this.asking) void this.claim(first);
  }

  private async claim(popup: Popup, place?: Element): Promise<void> {
    const { visitor } = this;
    if (!place) this.asking = popup;
    const said = await this.post('popups', { key: popup.key, heard: 'claim', tab: this.tab } satisfies Told).catch(
      () => ({
        status: 0,
        body: undefined,
      }),
    );
    if (this.asking === popup) this.asking = undefined;
    if (visitor !== this.visitor) return;
    // No answer: he is asked for again in a while. Any other refusal: it is not for this visit.
    if (said.status === 0 || said.status === 429 || said.status >= 500) {
      this.places.free(popup);
      this.timer = setTimeout(() => this.look(), 5000);
      return;
    }
    // It may have come anew meanwhile, or the line may have told all tabs, this one too, that it is taken.
    this.waiting = this.waiting.filter(({ send }) => send !== popup.send);
    if (said.status === 200) this.stand({ ...popup, content: said.body?.content ?? popup.content }, place);
    else this.look();
  }

  private stand(popup: Popup, place?: Element): void {
    const stage = new Stage(this, popup, place, () => this.ended(popup));
    if (place) this.places.filled(popup, stage);
    else {
      this.standing = { popup, stage };
      stage.hide(this.isChatOpen);
    }
    this.look();
  }

  /** It is over: it does not come back, and the next one waits its time. */
  private ended({ send }: Popup): void {
    const { over = [], ended = 0 } = recall<Memory>(KEY);
    const isOver = this.standing?.popup.send === send;
    keep(KEY, { over: [...over, send].slice(-REMEMBERED), ended: isOver ? Date.now() : ended });
    if (isOver) this.standing = undefined;
    this.look();
  }

  /** Another person is at the device: what was for the one before is put away. */
  leave(): void {
    this.visitor += 1;
    clearTimeout(this.timer);
    this.outbox.clear();
    this.waiting = [];
    this.standing?.stage.remove();
    this.standing = undefined;
    this.places.clear();
    this.watch.set([]);
  }

  stop(): void {
    this.leave();
    this.watch.stop();
  }

  // Telling

  private fire({ key }: BrowserTrigger, details: Fired['details']): void {
    const page = { url: location.href, title: document.title };
    void this.outbox
      .put('fired', { trigger: key, page, view: this.viewId, details } satisfies Fired)
      .then(({ body }) => {
        if (body?.popups) this.hear(body);
      });
  }

  private async post(path: string, body: unknown): Promise<Answered> {
    const { bridge } = this;
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), ANSWER_MS);
    const ask = (): Promise<Response> =>
      fetch(`${bridge.base}chat/${path}`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${bridge.loadToken() ?? bridge.hello?.token}`,
          'Content-Type': 'application/json',
        },
        body: stringify(body),
        signal: limit.signal,
        // What is told on the way out outlives the page.
        keepalive: true,
      });
    try {
      let answer = await ask();
      if (answer.status === 401) {
        const hello = await bridge.ask();
        if (hello) bridge.saveToken(hello.token);
        answer = await ask();
      }
      return { status: answer.status, body: await answer.json().catch(() => undefined) };
    } finally {
      clearTimeout(timer);
    }
  }
}
