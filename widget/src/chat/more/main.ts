import card from '../card/card.css?inline';
import { Attachment } from './Attachment';
import { beep } from './beep';
import { Chips } from './Chips';
import { Contact } from './Contact';
import { Drop, drag } from './Drop';
import { Emoji } from './Emoji';
import own from './more.css?inline';
import { Older } from './Older';
import { poll } from './poll';
import { attach } from './uploads';
import { Viewer } from './Viewer';

const parts = { Attachment, Chips, Contact, Drop, Emoji, Older, Viewer };
const css = card + own;
const all = { ...parts, attach, beep, drag, poll, css, build: __BUILD__ };

/** What a chat of mere text does without: files, emoji, forms, the sound, the way round refused sockets. */
export type MoreFile = typeof all;

/** Handed over as the panel is. */
Object.assign(document.currentScript!, { brought: all });
