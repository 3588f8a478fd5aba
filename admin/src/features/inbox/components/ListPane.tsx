import { ActionIcon, CloseButton, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks';
import { IconMoon, IconSearch, IconUsers } from '@tabler/icons-react';
import { memo, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Inbox } from '../store/inbox';
import classes from '../styles/panes.module.css';
import type { ShownView } from '../useInbox';
import type { InboxFilters, InboxUrl } from '../useInboxUrl';
import { BulkBar } from './BulkBar';
import { ConversationList } from './ConversationList';
import { LineBar } from './LineBar';
import { SearchResults } from './SearchResults';
import { SettingsMenu, useAway } from './SettingsMenu';
import { FilterMenu, ShownFilters, useViewTitle, ViewTabs } from './ViewTabs';

const PAUSE_MS = 250;
const SHORTEST = 2;
/** Without the sidebar, where the views stand. */
const NARROW = '(max-width: 760px)';

interface ListPaneProps {
  inbox: Inbox;
  url: InboxUrl;
  onOpen: InboxUrl['open'];
  shown: ShownView;
  chosen: ReadonlySet<number>;
  /** The row that is marked: of the conversation on the screen, or where a held key has come to. */
  current: number | null;
  onChoose: (id: number, isRange: boolean) => void;
  onForget: () => void;
  /** What is searched for; null when nothing is. */
  words: string | null;
  setWords: (words: string | null) => void;
  onHelp: () => void;
}

/** The conversations of a view, or what was found. */
export function ListPane(props: ListPaneProps) {
  const { inbox, url, onOpen, shown, chosen, current, onChoose, onForget, words, setWords, onHelp } = props;
  const [asked] = useDebouncedValue(words?.trim() ?? '', PAUSE_MS);
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const filters = useFilters(url);
  const isSearching = words !== null && asked.length >= SHORTEST;
  return (
    <>
      <ListHead inbox={inbox} url={filters} words={words} setWords={setWords} onHelp={onHelp} />
      <LineBar inbox={inbox} />
      <AwayBar inbox={inbox} />
      {isSearching ? (
        <SearchResults inbox={inbox} words={asked} onOpen={(id, part) => onOpen(id, { part })} />
      ) : (
        <>
          {isNarrow && <ViewTabs inbox={inbox} url={filters} />}
          <ShownFilters url={filters} />
          {chosen.size > 0 && <BulkBar inbox={inbox} chosen={chosen} onDone={onForget} />}
          <ConversationList
            inbox={inbox}
            view={url.view}
            shown={shown}
            current={current}
            chosen={chosen}
            onOpen={onOpen}
            onChoose={onChoose}
          />
        </>
      )}
    </>
  );
}

/** The same for as long as the view is: opening a conversation draws nothing of what stands above the list. */
function useFilters({ view, change }: InboxFilters): InboxFilters {
  const latest = useRef(change);
  useEffect(() => {
    latest.current = change;
  });
  return useMemo(() => ({ view, change: (patch) => latest.current(patch) }), [view]);
}

interface HeadProps extends Pick<ListPaneProps, 'inbox' | 'words' | 'setWords' | 'onHelp'> {
  url: InboxFilters;
}

/** What the view is called, the search, and what concerns all of it; what is said changes nothing of it. */
const ListHead = memo(function ListHead({ inbox, url, words, setWords, onHelp }: HeadProps) {
  const { t } = useTranslation();
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const title = useViewTitle(url.view);
  return (
    <header className={classes.head}>
      {words === null ? (
        <h1 className={classes.title}>{isNarrow ? t('shell.nav.inbox') : title}</h1>
      ) : (
        <TextInput
          autoFocus
          type="search"
          size="xs"
          style={{ flex: 1 }}
          value={words}
          placeholder={t('inbox.searchHint')}
          aria-label={t('inbox.search')}
          leftSection={<IconSearch size={15} />}
          rightSection={<CloseButton size="xs" aria-label={t('common.clear')} onClick={() => setWords(null)} />}
          onChange={(event) => setWords(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && setWords(null)}
        />
      )}
      {words === null && (
        <>
          <Tooltip label="/">
            <ActionIcon aria-label={t('inbox.search')} onClick={() => setWords('')}>
              <IconSearch size={17} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t('inbox.visitors.title')}>
            <ActionIcon component={Link} to="/inbox/visitors" aria-label={t('inbox.visitors.title')}>
              <IconUsers size={17} />
            </ActionIcon>
          </Tooltip>
          <FilterMenu url={url} />
          <SettingsMenu inbox={inbox} onHelp={onHelp} />
        </>
      )}
    </header>
  );
});

/** Says that one is away, and lets one come back: nothing is given to who is away. */
function AwayBar({ inbox }: { inbox: Inbox }) {
  const { t } = useTranslation();
  const [away, setAway] = useAway(inbox);
  if (away === 'no') return null;
  return (
    <div className={classes.line} data-kind="away" role="status">
      <IconMoon size={14} /> {t(away === 'idle' ? 'inbox.youIdle' : 'inbox.youAway')}
      <button type="button" onClick={() => setAway(false)}>
        {t('inbox.comeBack')}
      </button>
    </div>
  );
}
