import { Badge, Button, Center, Text } from '@mantine/core';
import { IconArrowsLeftRight } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { Empty, Failure, Lines } from '@/components/ui/states';
import type { Segment } from '@/lib/api/types';
import { personTitle } from '@/lib/person';
import { type Change, changesQuery } from '../api';
import classes from '../segments.module.css';

/** Who came in and who went out, newest first. */
export function Changes({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(changesQuery(segment.id));
  const items = query.data?.pages.flatMap((page) => page.items);
  const body = () => {
    if (items === undefined)
      return query.error ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : <Lines />;
    if (items.length === 0)
      return <Empty icon={IconArrowsLeftRight} title={t('segments.noChanges')} text={t('segments.noChangesText')} />;
    return (
      <>
        <ul className={classes.changes}>
          {items.map((change) => (
            <Line key={change.id} change={change} />
          ))}
        </ul>
        {query.hasNextPage && (
          <Center p="sm">
            <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t('common.more')}
            </Button>
          </Center>
        )}
      </>
    );
  };
  return (
    <Section title={t('segments.tab.changes')} text={t('segments.changesText')} flush>
      {body()}
    </Section>
  );
}

function Line({ change }: { change: Change }) {
  const { t } = useTranslation();
  const isIn = change.kind === 'entered';
  return (
    <li className={classes.change}>
      <Badge color={isIn ? 'teal' : 'gray'} style={{ flex: 'none' }}>
        {isIn ? t('segments.entered') : t('segments.left')}
      </Badge>
      <Text component={Link} to={`/people/${change.person.id}`} size="sm" fw={500} truncate>
        {personTitle(t, change.person)}
      </Text>
      <Text size="xs" c="dimmed" ml="auto">
        <Moment at={change.at} as="moment" />
      </Text>
    </li>
  );
}
