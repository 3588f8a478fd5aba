import { IconMessageOff, IconMessages } from '@tabler/icons-react';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation, useNavigate } from 'react-router';
import { useDocumentTitle } from '@/components/ui/Page';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { ApiError } from '@/lib/api/errors';
import { hushNotices } from '@/lib/notices';
import { useCan } from '@/lib/session';
import type { Conversation, Part } from '../api/types';
import type { Inbox } from '../store/inbox';
import type { Outgoing } from '../store/outbox';
import { UNREAD_WINDOW } from '../store/shot';
import feedStyles from '../styles/feed.module.css';
import panesStyles from '../styles/panes.module.css';
import { useActions } from '../useActions';
import { useConversation, usePerson, useShot, useSteady } from '../useInbox';
import { nameOf, topicOf } from '../words';
import { Feed } from './Feed';
import { LineBar } from './LineBar';
import { MergeDialog } from './MergeDialog';
import { Typing } from './Presence';
import { ReplyDialog } from './ReplyDialog';
import { type OpenMenu, TalkHead } from './TalkHead';
import { TalkStrip } from './TalkStrip';
import { type TalkHandle, Writing } from './Writing';

interface TalkProps {
  inbox: Inbox;
  id: number | null;
  /** The part that was asked for. */
  found: number | null;
  menu: OpenMenu;
  setMenu: (menu: OpenMenu) => void;
  handleRef: React.RefObject<TalkHandle | null>;
  onPerson: () => void;
  onBack: () => void;
  /** Closed: on to the next one. */
  onClose: (row: Conversation) => void;
}

/** The conversation on the screen, or the reason why there is none. */
export const Talk = memo(function Talk(props: TalkProps) {
  const { inbox, id } = props;
  const { t } = useTranslation();
  const { search } = useLocation();
  const row = useConversation(inbox, id ?? -1);
  const known = useShot(inbox, (shot) => (id === null ? undefined : shot.windows.get(id))) ?? UNREAD_WINDOW;
  useEffect(() => {
    if (id === null) return undefined;
    void inbox.open(id);
    inbox.looking(id);
    return () => inbox.looking(null);
  }, [inbox, id]);
  if (id === null)
    return (
      <div className={panesStyles.center}>
        <Empty icon={IconMessages} title={t('inbox.chooseOne')} text={t('inbox.chooseOneText')} />
      </div>
    );
  if (known.error instanceof ApiError && known.error.status === 404)
    return <Empty icon={IconMessageOff} title={t('inbox.gone')} text={t('inbox.goneText')} />;
  if (known.error && !known.isRead) return <Failure error={known.error} onRetry={() => void inbox.open(id)} />;
  const movedTo = known.movedTo ?? row?.merged_into ?? null;
  if (movedTo !== null) return <Navigate to={{ pathname: `/inbox/${movedTo}`, search }} replace />;
  if (row?.deleted_at) return <Empty icon={IconMessageOff} title={t('inbox.gone')} text={t('inbox.goneText')} />;
  if (!row || !known.isRead)
    return (
      <div style={{ padding: 24 }}>
        <Lines count={8} height={22} />
      </div>
    );
  return <Opened key={id} {...props} row={row} also={known.also} />;
});

/** Says how far one has read: only while the page is looked at. */
function useReading(inbox: Inbox, row: Conversation): void {
  const { id, last_part } = row;
  const newest = Math.max(last_part, row.visitor_part);
  useEffect(() => {
    const say = (): void => {
      if (document.visibilityState !== 'visible' || !document.hasFocus() || newest <= 0) return;
      inbox.read(id, newest);
      void hushNotices(topicOf(id));
    };
    say();
    window.addEventListener('focus', say);
    document.addEventListener('visibilitychange', say);
    return () => {
      window.removeEventListener('focus', say);
      document.removeEventListener('visibilitychange', say);
    };
  }, [inbox, id, newest]);
}

function Opened({
  inbox,
  row,
  found,
  also,
  menu,
  setMenu,
  handleRef,
  onPerson,
  onBack,
  onClose,
}: TalkProps & { row: Conversation; also: number[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const canWrite = useCan('inbox_write');
  const person = usePerson(inbox, row.profile_id);
  const actions = useActions(inbox);
  const [isWhole, setWhole] = useState(false);
  const [isMerging, setMerging] = useState(false);
  const [kept, setKept] = useState<Part | null>(null);
  const steady = useSteady(row);
  useReading(inbox, row);
  useDocumentTitle(row.subject || nameOf(t, row.profile_id, person));
  // What is long stays as it is drawn while somebody talks: everything it is given stays the same.
  const latest = useRef({ row, onPerson, onBack, onClose });
  useEffect(() => {
    latest.current = { row, onPerson, onBack, onClose };
  });
  const toEdit = useCallback((item: Outgoing) => handleRef.current?.edit(item), [handleRef]);
  const ways = useMemo(
    () => ({
      onWhole: () => setWhole((isOn) => !isOn),
      onMerge: () => setMerging(true),
      onPerson: () => latest.current.onPerson(),
      onBack: () => latest.current.onBack(),
      onClose: () => latest.current.onClose(latest.current.row),
    }),
    [],
  );
  const tools = useMemo(() => {
    const onSplit = (part: Part): void => {
      const split = actions.split(latest.current.row, part.id);
      void split.then((made) => made !== null && void navigate(`/inbox/${made}`));
    };
    return canWrite ? { onSplit, onKeep: setKept } : {};
  }, [actions, canWrite, navigate]);
  return (
    <>
      <TalkHead
        inbox={inbox}
        row={steady}
        actions={actions}
        openMenu={menu}
        setMenu={setMenu}
        isWhole={isWhole}
        {...ways}
        hasOthers={also.length > 0}
      />
      <LineBar inbox={inbox} isForPhone />
      <TalkStrip row={steady} />
      <Feed inbox={inbox} row={row} isWhole={isWhole} found={found} tools={tools} onEdit={toEdit} />
      <Typing inbox={inbox} row={steady} />
      {canWrite ? (
        <Writing inbox={inbox} id={row.id} handleRef={handleRef} />
      ) : (
        <div className={feedStyles.happening}>{t('inbox.readOnly')}</div>
      )}
      {isMerging && <MergeDialog inbox={inbox} row={row} also={also} onClose={() => setMerging(false)} />}
      {kept && <ReplyDialog part={kept} person={person} onClose={() => setKept(null)} />}
    </>
  );
}
