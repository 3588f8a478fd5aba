import { Menu } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import {
  IconArrowsSplit,
  IconBookmark,
  IconCheck,
  IconChecks,
  IconCopy,
  IconDots,
  IconLock,
  IconRobot,
} from '@tabler/icons-react';
import { memo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { useFormat } from '@/lib/format';
import { mailOf } from '../api/mail';
import type { Part } from '../api/types';
import classes from '../styles/feed.module.css';
import { BodyText } from './BodyText';
import { Files } from './Files';
import { Mailed } from './Mailed';
import { MailLine } from './MailLine';

export interface PartTools {
  onSplit?: (part: Part) => void;
  onKeep?: (part: Part) => void;
}

interface FeedPartProps {
  part: Part;
  /** The first of a row of parts by one author. */
  isFirst: boolean;
  /** The last of them: tells when. */
  isLast: boolean;
  author: string;
  /** The visitor's name or address; a nameless one has a face without letters. */
  face: string | null;
  profile: string;
  /** The visitor has read it. */
  isRead: boolean;
  tools: PartTools;
  /** It was asked for. */
  isFound: boolean;
}

/** One message or note. */
export const FeedPart = memo(function FeedPart({
  part,
  isFirst,
  isLast,
  author,
  face,
  profile,
  isRead,
  tools,
  isFound,
}: FeedPartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const isOwn = part.author.kind !== 'visitor';
  const isNote = part.kind === 'note';
  const letter = part.deleted_at ? undefined : part.data.letter;
  const isBot = part.author.kind === 'bot' || part.author.kind === 'system';
  return (
    <div
      className={classes.part}
      data-side={isOwn ? 'own' : 'theirs'}
      data-kind={isBot ? 'bot' : part.kind}
      data-first={isFirst || undefined}
      data-part={part.id}
      data-found={isFound || undefined}
      role="article"
      aria-label={t(isNote ? 'inbox.noteBy' : 'inbox.messageBy', { name: author, at: format.moment(part.at) })}
    >
      {!isOwn && <div className={classes.gutter}>{isFirst && <PersonAvatar id={profile} name={face} size={26} />}</div>}
      <div className={classes.stack}>
        {isFirst && (isOwn || isNote) && (
          <p className={classes.author}>
            {isNote && <IconLock size={11} style={{ verticalAlign: -1 }} />}
            {isBot && <IconRobot size={13} style={{ verticalAlign: -2 }} />}{' '}
            {part.author.picture && <img src={part.author.picture} alt="" className={classes.own} />} {author}
            {part.data.auto === 'out_of_hours' && ` · ${t('inbox.outOfHours')}`}
            {part.channel !== 'chat' && ` · ${t(`inbox.channel.${part.channel}`)}`}
          </p>
        )}
        <Words part={part} />
        {(isLast || letter) && (
          <div className={classes.under}>
            {letter && <Mailed letter={letter} />}
            <time dateTime={part.at} title={format.exact(part.at)}>
              {format.time(part.at)}
            </time>
            {isOwn && !isNote && !part.deleted_at && <Seen isRead={isRead} />}
          </div>
        )}
      </div>
      {!part.deleted_at && <Tools part={part} tools={tools} />}
    </div>
  );
});

function Words({ part }: { part: Part }) {
  const { t } = useTranslation();
  if (part.deleted_at)
    return (
      <div className={classes.bubble}>
        <span className={classes.gone}>{t('inbox.takenBack')}</span>
      </div>
    );
  const mail = mailOf(part.data);
  return (
    <>
      {part.body && (
        <div className={classes.bubble}>
          <BodyText body={part.body} />
        </div>
      )}
      {part.data.files && <Files files={part.data.files} />}
      {mail && <MailLine mail={mail} />}
    </>
  );
}

function Seen({ isRead }: { isRead: boolean }) {
  const { t } = useTranslation();
  const text = t(isRead ? 'inbox.seen' : 'inbox.delivered');
  const Icon = isRead ? IconChecks : IconCheck;
  return (
    <span role="img" aria-label={text} title={text} style={{ display: 'inline-flex' }}>
      <Icon size={13} color={isRead ? 'var(--mantine-color-anchor)' : 'currentColor'} />
    </span>
  );
}

/** What can be done with a message. The menu is made when it is asked for: a long conversation has thousands of them. */
function Tools({ part, tools }: { part: Part; tools: PartTools }) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const { onKeep, onSplit } = tools;
  const keeps = onKeep && part.body && part.kind === 'message' && part.author.kind !== 'visitor';
  const splits = onSplit && part.kind === 'message';
  const dots = (
    <button
      ref={button}
      type="button"
      className={classes.tool}
      aria-label={t('common.actions')}
      aria-haspopup="menu"
      onClick={() => setOpen(true)}
    >
      <IconDots size={15} />
    </button>
  );
  return (
    <div className={classes.tools} data-open={isOpen || undefined}>
      {part.body && <CopyWords words={part.body} />}
      {(keeps || splits) && !isOpen && dots}
      {(keeps || splits) && isOpen && (
        <Menu
          width={250}
          defaultOpened
          onClose={() => {
            setOpen(false);
            requestAnimationFrame(() => button.current?.focus({ preventScroll: true }));
          }}
        >
          <Menu.Target>{dots}</Menu.Target>
          <Menu.Dropdown>
            {keeps && (
              <Menu.Item leftSection={<IconBookmark size={15} />} onClick={() => onKeep(part)}>
                {t('inbox.keepReply')}
              </Menu.Item>
            )}
            {splits && (
              <Menu.Item leftSection={<IconArrowsSplit size={15} />} onClick={() => onSplit(part)}>
                {t('inbox.splitHere')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

function CopyWords({ words }: { words: string }) {
  const { t } = useTranslation();
  const { copy, copied } = useClipboard({ timeout: 1_500 });
  const text = t(copied ? 'common.copied' : 'common.copy');
  const Icon = copied ? IconCheck : IconCopy;
  return (
    <button type="button" className={classes.tool} aria-label={text} title={text} onClick={() => copy(words)}>
      <Icon size={15} />
    </button>
  );
}
