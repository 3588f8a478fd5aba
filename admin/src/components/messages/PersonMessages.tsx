import { Button, SegmentedControl, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Listed } from '@/components/ui/Listed';
import { Section } from '@/components/ui/Section';
import { sendsQuery } from './api';
import classes from './messages.module.css';
import { SendLine } from './SendLine';

/** What was said to the person, what will be, what will not, and why. */
export default function PersonMessages({ person }: { person: string }) {
  const { t } = useTranslation();
  const [channel, choose] = useState('');
  const query = useInfiniteQuery({ ...sendsQuery(person, '', channel), placeholderData: keepPreviousData });
  const sends = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.data && sends.length === 0 && !channel) return null;
  return (
    <Section
      flush
      title={t('messages.why.title')}
      text={t('messages.why.text')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('messages.why.which')}
          value={channel}
          onChange={choose}
          data={[
            { value: '', label: t('messages.why.all') },
            { value: 'email', label: t('messages.why.letters') },
          ]}
        />
      }
    >
      <Listed query={query}>
        {query.data && sends.length === 0 && (
          <Text size="sm" c="dimmed" px="md" pb="md">
            {t('messages.why.noLetters')}
          </Text>
        )}
        <ul className={classes.sends}>
          {sends.map((send) => (
            <SendLine key={send.id} send={send} />
          ))}
        </ul>
        {query.hasNextPage && (
          <Button
            m="xs"
            variant="subtle"
            size="compact-sm"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('common.more')}
          </Button>
        )}
      </Listed>
    </Section>
  );
}
