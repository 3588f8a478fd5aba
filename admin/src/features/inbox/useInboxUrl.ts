import { useCallback, useMemo } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { Channel } from './api/types';
import { isViewName, type View } from './store/views';

const KEYS = ['view', 'operator', 'team', 'channel', 'tag', 'unread'] as const;
const CHANNELS: Channel[] = ['chat', 'email', 'call', 'telegram', 'vk', 'facebook'];

export type Pane = 'list' | 'talk' | 'person';

export interface InboxUrl {
  view: View;
  /** The conversation on the screen. */
  id: number | null;
  /** The part that is to be shown. */
  found: number | null;
  pane: Pane;
  change: (patch: Partial<Record<(typeof KEYS)[number], string | null>>) => void;
  /** Opens a conversation, where it is given at one of its parts. */
  open: (id: number, how?: { replace?: boolean; part?: number | undefined }) => void;
  showPerson: (isShown: boolean) => void;
  back: () => void;
}

/** Which conversations the list shows, and the way to others. */
export type InboxFilters = Pick<InboxUrl, 'view' | 'change'>;

const numberIn = (text: string | null): number | null => (/^\d{1,15}$/.test(text ?? '') ? Number(text) : null);

/** The view that an address asks for. */
export function viewOf(values: URLSearchParams): View {
  const name = values.get('view') ?? undefined;
  const operator = Number(values.get('operator'));
  const team = values.get('team') ?? '';
  return {
    name: isViewName(name) ? name : 'mine',
    operator: operator > 0 ? operator : null,
    team: team === 'none' ? team : /^[1-9]\d{0,14}$/.test(team) ? Number(team) : null,
    channel: CHANNELS.find((channel) => channel === values.get('channel')) ?? null,
    tag: values.get('tag'),
    isUnread: values.get('unread') === '1',
  };
}

/** What is shown lives in the address: Back on a phone goes from the person to the talk to the list. */
export function useInboxUrl(): InboxUrl {
  const { id: text = '' } = useParams();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const search = params.toString();
  const id = numberIn(text);
  const view = useMemo(() => viewOf(new URLSearchParams(search)), [search]);
  const go = useCallback(
    (path: string, values: URLSearchParams, replace: boolean) => {
      const query = values.toString();
      // At once: the next key is about what this one opened.
      void navigate(query ? `${path}?${query}` : path, { replace, flushSync: true });
    },
    [navigate],
  );
  return useMemo(() => {
    const here = id === null ? '/inbox' : `/inbox/${id}`;
    const values = new URLSearchParams(search);
    const isPerson = values.get('pane') === 'person';
    const pane: Pane = id === null ? 'list' : isPerson ? 'person' : 'talk';
    return {
      view,
      id,
      found: numberIn(values.get('part')),
      pane,
      change: (patch) => {
        for (const [key, value] of Object.entries(patch)) {
          if (value) values.set(key, value);
          else values.delete(key);
        }
        go(here, values, true);
      },
      open: (next, { replace = id !== null, part } = {}) => {
        values.delete('pane');
        if (part === undefined) values.delete('part');
        else values.set('part', String(part));
        go(`/inbox/${next}`, values, replace);
      },
      showPerson: (isShown) => {
        if (isShown) values.set('pane', 'person');
        else values.delete('pane');
        go(here, values, !isShown);
      },
      back: () => {
        values.delete('pane');
        values.delete('part');
        go(isPerson ? here : '/inbox', values, true);
      },
    };
  }, [view, id, search, go]);
}
