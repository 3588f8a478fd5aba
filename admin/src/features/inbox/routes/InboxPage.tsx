import { useMediaQuery } from '@mantine/hooks';
import {
  IconArrowBackUp,
  IconArrowDownCircle,
  IconCheck,
  IconClock,
  IconKeyboard,
  IconMessage2,
  IconNote,
  IconTag,
  IconUser,
  IconUserCheck,
} from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '@/components/ui/Page';
import { type Command, useCommands } from '@/lib/commands';
import { useCan } from '@/lib/session';
import type { Conversation } from '../api/types';
import { HelpSheet } from '../components/HelpSheet';
import { ListPane } from '../components/ListPane';
import { PersonPane } from '../components/PersonPane';
import { Talk } from '../components/Talk';
import type { OpenMenu } from '../components/TalkHead';
import type { TalkHandle } from '../components/Writing';
import type { KeyAction } from '../keys';
import type { Listed } from '../store/listed';
import { VIEWS } from '../store/views';
import classes from '../styles/panes.module.css';
import { useActions } from '../useActions';
import { useConversation, useInbox, useShot, useView } from '../useInbox';
import { useInboxKeys } from '../useInboxKeys';
import { type InboxUrl, useInboxUrl } from '../useInboxUrl';
import { useKeyboardInset } from '../useKeyboardInset';
import { useSkim } from '../useSkim';

const NONE: ReadonlySet<number> = new Set();
const WIDE = '(min-width: 1181px)';
const NARROW = '(max-width: 760px)';

/** Rows chosen for a common action; another view begins with none. */
function useChosen(rows: Listed[] | undefined, key: string) {
  const [state, keep] = useState({ key, chosen: NONE });
  const last = useRef<number | null>(null);
  const chosen = state.key === key ? state.chosen : NONE;
  const choose = (id: number, isRange: boolean): void => {
    const ids = (rows ?? []).map(({ row }) => row.id);
    const [from, to] = [ids.indexOf(last.current ?? id), ids.indexOf(id)];
    const range = isRange && from >= 0 ? ids.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
    last.current = id;
    const next = new Set(chosen);
    for (const each of range) {
      if (chosen.has(id)) next.delete(each);
      else next.add(each);
    }
    keep({ key, chosen: next });
  };
  return { chosen, choose, forget: () => keep({ key, chosen: NONE }) };
}

/** The row before or after the one on the screen. */
function neighbour(rows: Listed[] | undefined, id: number | null, step: number): number | undefined {
  const at = rows?.findIndex(({ row }) => row.id === id) ?? -1;
  return at < 0 ? rows?.[0]?.row.id : rows?.[at + step]?.row.id;
}

/** The next row with something unread below the one on the screen, else the first of all. */
function nextUnread(rows: Listed[] | undefined, id: number | null): number | undefined {
  const at = rows?.findIndex(({ row }) => row.id === id) ?? -1;
  const isNew = ({ row, isUnread }: Listed): boolean => isUnread && row.id !== id;
  return (rows?.slice(at + 1).find(isNew) ?? rows?.find(isNew))?.row.id;
}

/** Three panes: conversations, the conversation, the person. On a phone one at a time. */
export function Component() {
  const { t } = useTranslation();
  const inbox = useInbox();
  const url = useInboxUrl();
  const key = JSON.stringify(url.view);
  // What was opened from the list stays in it until something else is opened.
  const [kept, keep] = useState<{ key: string; id: number } | null>(null);
  const shown = useView(inbox, url.view, kept?.key === key ? kept.id : null);
  const current = useConversation(inbox, url.id ?? -1);
  const actions = useActions(inbox);
  const canWrite = useCan('inbox_write');
  const isWide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const [hidesPerson, hidePerson] = useState(false);
  const [menu, setMenu] = useState<OpenMenu>(null);
  const [isHelping, setHelping] = useState(false);
  const [words, setWords] = useState<string | null>(null);
  const handleRef = useRef<TalkHandle>(null);
  const { chosen, choose, forget } = useChosen(shown.rows, key);
  useDocumentTitle(t('shell.nav.inbox'));
  useKeyboardInset();
  const open: InboxUrl['open'] = (id, how) => {
    keep({ key, id });
    url.open(id, how);
  };
  const skimming = useSkim(open);
  const step = (by: number, isHeld: boolean): void => {
    const next = neighbour(shown.rows, skimming.id ?? url.id, by);
    if (next === undefined) return;
    if (isHeld) skimming.skim(next);
    else open(next);
  };
  const openUnread = (): void => {
    const next = nextUnread(shown.rows, url.id);
    if (next !== undefined) open(next);
  };
  const close = (row: Conversation): void => {
    const next = neighbour(shown.rows, row.id, 1) ?? neighbour(shown.rows, row.id, -1);
    actions.close(row);
    if (isNarrow) url.back();
    else if (next !== undefined && next !== row.id) open(next, { replace: true });
    else keep(null);
  };
  const isFailed = useShot(inbox, (shot) => Boolean(shot.windows.get(url.id ?? -1)?.error));
  const showsPerson = url.id !== null && !(isFailed && !current) && (isWide ? !hidesPerson : url.pane === 'person');
  const toggles: Partial<Record<KeyAction, (isHeld?: boolean) => void>> = {
    next: (isHeld = false) => step(1, isHeld),
    previous: (isHeld = false) => step(-1, isHeld),
    nextUnread: openUnread,
    nextView: () => nextView(url),
    search: () => setWords(''),
    help: () => setHelping(true),
    back: () => {
      if (chosen.size > 0) forget();
      else if (words !== null) setWords(null);
      else if (url.id !== null) url.back();
    },
    ...(canWrite &&
      current && {
        reply: () => handleRef.current?.focus('message'),
        note: () => handleRef.current?.focus('note'),
        choose: () => choose(current.id, false),
        close: () => (current.status === 'closed' ? actions.reopen(current) : close(current)),
        takeIt: () => actions.assign(current, inbox.member),
        assign: () => setMenu('assign'),
        tag: () => setMenu('tag'),
        snooze: () => setMenu('snooze'),
      }),
  };
  // What stands beside the list is drawn anew only for what it shows.
  const latest = useRef({ close, isWide, url });
  useEffect(() => {
    latest.current = { close, isWide, url };
  });
  const help = useCallback(() => setHelping(true), []);
  const closeIt = useCallback((row: Conversation) => latest.current.close(row), []);
  const turnPerson = useCallback(() => {
    const { isWide: hasRoom, url: now } = latest.current;
    if (hasRoom) hidePerson((hides) => !hides);
    else now.showPerson(now.pane !== 'person');
  }, []);
  useInboxKeys((action, isHeld) => {
    if (action !== 'next' && action !== 'previous') skimming.settle();
    toggles[action]?.(isHeld);
    return action in toggles;
  });
  useCommands(t('shell.nav.inbox'), useCommandList(current, toggles));
  return (
    <div className={classes.panes} data-shown={url.pane} data-person={showsPerson ? 'open' : 'closed'}>
      <section className={classes.pane} data-pane="list" aria-label={t('inbox.conversations')}>
        <ListPane
          inbox={inbox}
          url={url}
          onOpen={open}
          shown={shown}
          chosen={chosen}
          current={skimming.id ?? url.id}
          onChoose={choose}
          onForget={forget}
          words={words}
          setWords={setWords}
          onHelp={help}
        />
      </section>
      <section className={classes.pane} data-pane="talk" aria-label={t('inbox.conversation')}>
        <Talk
          inbox={inbox}
          id={url.id}
          found={url.found}
          menu={menu}
          setMenu={setMenu}
          handleRef={handleRef}
          onPerson={turnPerson}
          onBack={url.back}
          onClose={closeIt}
        />
      </section>
      {showsPerson && url.id !== null && (
        <aside className={classes.pane} data-pane="person" aria-label={t('inbox.person')}>
          <PersonPane inbox={inbox} id={url.id} onBack={url.back} onOpen={url.open} />
        </aside>
      )}
      {isHelping && <HelpSheet onClose={() => setHelping(false)} />}
    </div>
  );
}

function nextView(url: InboxUrl): void {
  const name = VIEWS[(VIEWS.indexOf(url.view.name) + 1) % VIEWS.length];
  url.change({ view: name === 'mine' ? null : (name ?? null), operator: null, team: null });
}

/** What the command bar offers here. */
function useCommandList(
  current: Conversation | undefined,
  toggles: Partial<Record<KeyAction, (isHeld?: boolean) => void>>,
): Command[] {
  const { t } = useTranslation();
  const isClosed = current?.status === 'closed';
  const all: [KeyAction, string, Command['icon'], string][] = [
    ['reply', t('inbox.keys.reply'), IconMessage2, 'R'],
    ['note', t('inbox.keys.note'), IconNote, 'N'],
    ['close', t(isClosed ? 'inbox.reopen' : 'inbox.close'), isClosed ? IconArrowBackUp : IconCheck, 'E'],
    ['takeIt', t('inbox.keys.takeIt'), IconUserCheck, 'M'],
    ['assign', t('inbox.assign'), IconUser, 'A'],
    ['snooze', t('inbox.snooze'), IconClock, 'Z'],
    ['tag', t('inbox.tag'), IconTag, 'T'],
    ['nextUnread', t('inbox.keys.nextUnread'), IconArrowDownCircle, 'U'],
    ['help', t('inbox.keys.title'), IconKeyboard, '?'],
  ];
  return all
    .filter(([action]) => action in toggles)
    .map(([action, label, icon, keys]) => ({ id: action, label, icon, keys, run: () => toggles[action]?.() }));
}
