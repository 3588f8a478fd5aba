import { redraw } from '../chat/view/draw';
import { faultsOf, isConsent, isField, valueOf, type Wrong } from './fields';
import { safeLink } from './marks';
import type { Answer, ButtonBlock, Content, Language, Outcome, Page, Submission } from './types';
import { nextPage } from './ways';

/** What a visitor gives, without what the one who sends it adds. */
export type Given = Pick<Submission, 'page_id' | 'fields' | 'consents' | 'finished' | 'answer'>;

/** Whom a shown content tells what the visitor does. */
export interface Ends {
  language: Language;
  /** An address of the server's, made whole. */
  address(url: string): string;
  /** The moment when a timer of so many seconds began, ms. */
  began(): number;
  clicked(block: string, url?: string): void;
  /** Another page stands. */
  turned(page: string): void;
  submit(given: Given): Promise<Outcome>;
  talk(conversation?: number): void;
  track(event: string): void;
  /** The visitor is done with it. */
  close(): void;
}

/** A content before a visitor's eyes: which page, what he answered, what is wrong with it. */
export class Show {
  page: Page;
  trail: string[] = [];
  answers: Record<string, Answer> = {};
  /** Paths of ticked consents. */
  ticked = new Set<string>();
  faults: Record<string, Wrong> = {};
  /** Words of the server for fields. */
  said: Record<string, string> = {};
  isBusy = false;
  hasFailed = false;
  /** All was given: thanks, where no page of the content's own says them. */
  isDone = false;
  isKept = false;
  /** The visitor did something with it. */
  isTouched = false;
  /** Drawings ask for the focus to go to the first fault, or to the new page. */
  focus: 'fault' | 'page' | undefined;

  constructor(
    public content: Content,
    readonly ends: Ends,
  ) {
    this.page = content.pages[0] ?? { id: '', blocks: [] };
  }

  /** The place of a block of the page that stands, in the content as it was written. */
  pathOf(block: number): string {
    return this.page.blocks[block]?.at ?? `pages[${this.content.pages.indexOf(this.page)}].blocks[${block}]`;
  }

  private isTicked = (block: number): boolean => this.ticked.has(this.pathOf(block));

  answer(name: string, answer: Answer): void {
    this.isTouched = true;
    this.answers[name] = answer;
    this.calm(name);
  }

  tick(block: number, isOn: boolean): void {
    this.isTouched = true;
    this.ticked[isOn ? 'add' : 'delete'](this.pathOf(block));
    this.calm(`#${block}`);
  }

  /** What was mended is not complained about any longer. */
  private calm(name: string): void {
    if (!this.faults[name] && !this.said[name]) return;
    delete this.faults[name];
    delete this.said[name];
    redraw();
  }

  press(button: ButtonBlock, block: number): void {
    const { ends } = this;
    const { does } = button;
    this.isTouched = true;
    if (this.isBusy) return;
    if (does !== 'close') ends.clicked(this.pathOf(block), (does === 'link' && safeLink(button.url)) || undefined);
    if (does === 'next' || does === 'submit') void this.give(does === 'submit');
    else if (does === 'talk') ends.talk();
    else if (does === 'event') {
      if (button.event) ends.track(button.event);
      this.goOn();
    } else if (does === 'close' || !safeLink(button.url) || !button.new_tab) ends.close();
  }

  /** Sends what this page asked, and goes on. A page that asks nothing is only turned. */
  async give(isLast: boolean): Promise<void> {
    const { page } = this;
    if (this.isBusy) return;
    this.faults = faultsOf(page, this.answers, this.isTicked);
    this.said = {};
    if (Object.keys(this.faults)[0]) {
      this.focus = 'fault';
      redraw();
    } else if (isLast || page.blocks.some((each) => isField(each) || isConsent(each))) {
      await this.send({ finished: isLast || !nextPage(this.content, page, this.answers) });
    } else this.goOn();
  }

  /** Sends words that begin a conversation. */
  async say(words: string, block: number): Promise<void> {
    if (!words.trim() || this.isBusy) return;
    this.ends.clicked(this.pathOf(block));
    await this.send({ finished: true, answer: words.trim() });
  }

  private async send(more: Pick<Given, 'finished' | 'answer'>): Promise<void> {
    const { page, ends } = this;
    this.isTouched = this.isBusy = true;
    this.hasFailed = false;
    redraw();
    const outcome = await ends
      .submit({
        page_id: page.id,
        fields: this.readFields(more.finished),
        consents: [...this.ticked],
        ...more,
      })
      .catch(() => ({ faults: {} }));
    this.isBusy = false;
    if (outcome !== 'kept' && 'faults' in outcome) this.refuse(outcome.faults);
    else {
      this.isKept = outcome === 'kept';
      const talk = more.answer && outcome !== 'kept' && outcome.taken.conversation;
      if (talk) ends.talk(talk);
      else this.goOn(more.finished);
    }
    redraw();
  }

  /** The fields of this page; of the last one those of all pages gone through, so that nothing of before need have arrived. */
  private readFields(isWhole: boolean): Given['fields'] {
    const fields: Given['fields'] = {};
    for (const page of this.content.pages) {
      if (page !== this.page && !(isWhole && this.trail.includes(page.id))) continue;
      for (const field of page.blocks.filter(isField)) {
        const value = valueOf(field, this.answers[field.name]);
        if (value !== undefined) fields[field.name] = value;
      }
    }
    return fields;
  }

  private refuse(said: Record<string, string>): void {
    this.said = said;
    this.hasFailed = !this.page.blocks.some((each) => isField(each) && said[each.name]);
    this.focus = 'fault';
  }

  /** To the next page; after the last one thanks are said, if anything was given. */
  private goOn(hasGiven = false): void {
    const next = nextPage(this.content, this.page, this.answers);
    if (next) {
      this.trail.push(this.page.id);
      this.turn(next);
    } else if (hasGiven) {
      this.isDone = true;
      this.focus = 'page';
    } else this.ends.close();
  }

  back(): void {
    const id = this.trail.pop();
    const page = this.content.pages.find((each) => each.id === id);
    if (page) this.turn(page);
  }

  private turn(page: Page): void {
    this.page = page;
    this.faults = {};
    this.said = {};
    this.focus = 'page';
    this.ends.turned(page.id);
    redraw();
  }
}
