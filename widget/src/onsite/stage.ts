import { attempt, randomKey } from '../chat/safe';
import { keep, recall } from './memory';
import type { Answered } from './outbox';
import type { Onsite } from './site';
import type { Content, Memory, Outcome, Popup, Refusing, Stand, Standing, Submission, Told, ViewFile } from './types';

const BEGAN = 'otklik_timers';
/** The visitor is not kept waiting longer: what was given is kept, and sent on. */
const PATIENCE_MS = 8000;

/** What is written in Russian is drawn by the file with Russian words. */
const languageOf = (content: Content): string => (/[а-яё]/i.test(JSON.stringify(content.pages)) ? 'ru' : 'en');

/** Words of the server for fields, by their names. */
const faultsIn = ({ body }: Answered): Record<string, string> =>
  Object.fromEntries(
    ((body as Refusing | undefined)?.error?.faults ?? []).map(({ path, message }) => [
      path.replace(/^fields\./, ''),
      message,
    ]),
  );

/** One content from its drawing to its end, and what the server is told of it. */
export class Stage {
  private view: Standing | undefined;
  private isOver = false;
  private isHidden = false;
  private hasShown = false;

  constructor(
    private readonly onsite: Onsite,
    readonly popup: Popup,
    private place: Element | undefined,
    private readonly onEnd: () => void,
  ) {
    void this.draw();
  }

  private async draw(): Promise<void> {
    const { bridge } = this.onsite;
    const { content } = this.popup;
    try {
      const file = `${bridge.base}onsite-view-${languageOf(content)}.js?${__BUILD__}`;
      const { stand } = (await import(/* @vite-ignore */ file)) as ViewFile;
      if (this.isOver) return;
      this.view = stand(this.given());
      this.view.hide(this.isHidden);
      this.tell('delivered');
    } catch {
      // The file did not come: nothing stands, so nobody else is held up.
      if (!this.isOver) this.onEnd();
    }
  }

  /** What the drawing may ask of us. */
  private given(): Stand {
    const { onsite, popup } = this;
    const { bridge } = onsite;
    const { settings } = bridge.hello ?? {};
    const button = settings && !settings.hides_launcher;
    return {
      content: popup.content,
      ...(this.place && { place: this.place }),
      button: button ? [settings.position, settings.offset_x + 56, settings.offset_y + 56] : undefined,
      address: (url) => new URL(url.replace(/^\/(?!\/)/, ''), bridge.base).href,
      began: () => this.began(),
      clicked: (block, url) => this.tell('clicked', { block, ...(url && { url }) }),
      turned: () => {},
      submit: (given) => this.submit(given),
      talk: (conversation) => {
        attempt(() => (bridge.commands?.open as (id?: number) => void)?.(conversation));
        this.end();
      },
      track: (event) => attempt(() => window.otklik?.track && (window.otklik.track as (name: string) => void)(event)),
      close: () => {
        this.tell('closed');
        this.end();
      },
      shown: () => {
        if (this.hasShown) return;
        this.hasShown = true;
        this.tell('shown');
        bridge.emit('popup_shown', this.about());
      },
    };
  }

  private about(): Record<string, unknown> {
    return { id: this.popup.scenario ?? null, send: this.popup.send };
  }

  private tell(heard: string, more: Pick<Told, 'block' | 'url'> = {}): void {
    void this.onsite.outbox.put('popups', { key: this.popup.key, heard, tab: this.onsite.tab, ...more });
  }

  private async submit(given: Parameters<Stand['submit']>[0]): Promise<Outcome> {
    const { key } = this.popup;
    const page = { url: location.href, title: document.title };
    const body: Submission = { key, client_key: randomKey(), page, ...given };
    const taken = this.onsite.outbox.put('forms', { ...body });
    const patience = new Promise<undefined>((resolve) => {
      setTimeout(resolve, navigator.onLine ? PATIENCE_MS : 0);
    });
    const answer = await Promise.race([taken, patience]);
    if (answer && answer.status !== 200) return { faults: faultsIn(answer) };
    if (given.finished) this.submitted(given);
    return answer ? { taken: answer.body } : 'kept';
  }

  private submitted({ fields }: Pick<Submission, 'fields'>): void {
    this.onsite.bridge.emit('form_submitted', { ...this.about(), fields });
    const { over = [], ...rest } = recall<Memory>('otklik_onsite');
    keep('otklik_onsite', { ...rest, over: [...over, this.popup.send].slice(-100) });
  }

  /** Timers that count from the first look go on over pages. */
  private began(): number {
    const all = recall<Record<string, number>>(BEGAN);
    const { send } = this.popup;
    const at = all[send] ?? Date.now();
    if (!all[send]) keep(BEGAN, Object.fromEntries([...Object.entries(all), [send, at]].slice(-20)));
    return at;
  }

  isTouched(): boolean {
    return !!this.view?.isTouched();
  }

  hide(isHidden: boolean): void {
    this.isHidden = isHidden;
    this.view?.hide(isHidden);
  }

  isThere(): boolean {
    return !this.view || !!this.place?.isConnected;
  }

  /** The page has drawn its place anew. */
  moveTo(place: Element): void {
    this.place = place;
    this.view?.move(place);
  }

  private end(): void {
    if (this.isOver) return;
    this.remove();
    this.onsite.bridge.emit('popup_closed', this.about());
    this.onEnd();
  }

  remove(): void {
    this.isOver = true;
    this.view?.remove();
    this.view = undefined;
  }
}
