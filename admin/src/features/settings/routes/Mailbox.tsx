import { Anchor, Button, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { IconArrowLeft, IconMail } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, useParams } from 'react-router';
import { LetterFrame } from '@/components/messages/LetterFrame';
import { Moment } from '@/components/ui/Moment';
import { Page } from '@/components/ui/Page';
import { Empty, Failure, Lines } from '@/components/ui/states';
import type { LetterBody } from '@/lib/api/types';
import { letterQuery, mailboxQuery } from '../api';
import classes from '../settings.module.css';

/** Letters that would have left, kept here until a mail server is set. */
export function Component() {
  const { t } = useTranslation();
  const { id } = useParams();
  const list = useInfiniteQuery(mailboxQuery);
  const letters = list.data?.pages.flatMap((page) => page.items);
  return (
    <Page
      title={t('shell.nav.mailbox')}
      width="full"
      note={
        <Text size="sm" c="dimmed" visibleFrom="sm">
          {t('settings.mailboxText')}
        </Text>
      }
    >
      {list.error && !letters ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {letters?.length === 0 && (
        <Empty icon={IconMail} title={t('settings.mailboxEmpty')} text={t('settings.mailboxEmptyText')} />
      )}
      {letters?.length !== 0 && !(list.error && !letters) && (
        <div className={classes.letters} data-open={id ? true : undefined}>
          <div className={classes.letterList}>
            {!letters && (
              <div style={{ padding: 16 }}>
                <Skeleton height={40} mb="sm" />
                <Skeleton height={40} mb="sm" />
                <Skeleton height={40} />
              </div>
            )}
            {letters?.map((letter) => (
              <NavLink key={letter.id} to={`/mailbox/${letter.id}`} className={classes.letter}>
                <Text size="xs" c="dimmed" truncate>
                  {letter.recipient} · <Moment at={letter.created_at} />
                </Text>
                <Text size="sm" fw={500} lineClamp={2}>
                  {letter.subject}
                </Text>
              </NavLink>
            ))}
            {list.hasNextPage && (
              <Button fullWidth variant="subtle" onClick={() => void list.fetchNextPage()}>
                {t('common.more')}
              </Button>
            )}
          </div>
          <div className={classes.letterBody}>
            {id ? <Letter key={id} id={id} /> : <Empty icon={IconMail} title={t('settings.chooseLetter')} />}
          </div>
        </div>
      )}
    </Page>
  );
}

function Letter({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useQuery(letterQuery(id));
  if (query.error) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={6} />;
  return (
    <>
      <Anchor component={Link} to="/mailbox" size="sm" hiddenFrom="sm" mb="xs">
        <IconArrowLeft size={14} /> {t('common.back')}
      </Anchor>
      <Text fw={600} fz="lg">
        {query.data.subject}
      </Text>
      <Text size="sm" c="dimmed" mb="md">
        {query.data.sender} → {query.data.recipient} · <Moment at={query.data.created_at} as="moment" />
      </Text>
      <LetterContent letter={query.data} />
    </>
  );
}

/** The text with its links, or the HTML in a frame that runs nothing and reaches nothing of ours. */
function LetterContent({ letter }: { letter: LetterBody }) {
  const { t } = useTranslation();
  const [view, setView] = useState(letter.html ? 'html' : 'text');
  return (
    <>
      {letter.html && (
        <SegmentedControl
          size="xs"
          mb="sm"
          w="fit-content"
          aria-label={t('card.view')}
          value={view}
          onChange={setView}
          data={[
            { value: 'html', label: t('settings.asSeen') },
            { value: 'text', label: t('settings.asText') },
          ]}
        />
      )}
      {view === 'html' && letter.html ? (
        <LetterFrame className={classes.frame} title={letter.subject} page={letter.html} />
      ) : (
        <Text component="pre" ff="inherit" size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {linked(letter.text)}
        </Text>
      )}
    </>
  );
}

const ADDRESS = /(https?:\/\/[^\s<>"]+)/g;

function linked(text: string) {
  return text.split(ADDRESS).map((part, index) =>
    index % 2 ? (
      <Anchor key={index} inherit href={part} target="_blank" rel="noreferrer noopener">
        {part}
      </Anchor>
    ) : (
      part
    ),
  );
}
