import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Listed } from '@/components/ui/Listed';
import { Section } from '@/components/ui/Section';
import { sendsQuery } from './api';
import classes from './messages.module.css';
import { SendLine } from './SendLine';

/** What was said to the person, what will be, what will not, and why. */
export default function PersonMessages({ person }: { person: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(sendsQuery(person));
  const sends = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.data && sends.length === 0) return null;
  return (
    <Section flush title={t('messages.why.title')} text={t('messages.why.text')}>
      <Listed query={query}>
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
