import { Button, Text } from '@mantine/core';
import { IconDownload, IconForms } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Page } from '@/components/ui/Page';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { saveFile } from '@/lib/download';
import { scenarioQuery } from '../../api';
import { readAll, submissionsQuery } from './api';
import { writeCsv } from './csv';
import { SubmissionLine } from './SubmissionLine';
import classes from './submissions.module.css';

/** Who answered what in a form, and when. */
export function Component() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const name = useQuery(scenarioQuery(id)).data?.name;
  const query = useInfiniteQuery(submissionsQuery(id));
  const items = query.data?.pages.flatMap((page) => page.items);
  const total = query.data?.pages[0]?.total ?? 0;
  return (
    <Page
      title={name === undefined ? t('popups.submission.title') : t('popups.submission.of', { name })}
      note={
        total > 0 && (
          <Text size="sm" c="dimmed">
            {t('popups.submission.count', { count: total })}
          </Text>
        )
      }
      actions={
        <>
          <Button variant="default" component={Link} to={`/messages/${id}`}>
            {t('popups.submission.toMessage')}
          </Button>
          {total > 0 && <Download id={id} />}
        </>
      }
    >
      {items === undefined ? (
        query.error ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Lines count={6} />
        )
      ) : items.length === 0 ? (
        <Empty icon={IconForms} title={t('popups.submission.empty')} text={t('popups.submission.emptyText')} />
      ) : (
        <>
          <ul className={classes.submissions}>
            {items.map((item) => (
              <SubmissionLine key={item.id} item={item} />
            ))}
          </ul>
          {query.hasNextPage && (
            <Button
              variant="default"
              mt="md"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {t('popups.submission.more')}
            </Button>
          )}
        </>
      )}
    </Page>
  );
}

/** All of them as a table. */
function Download({ id }: { id: string }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const words = (key: 'person' | 'at' | 'points' | 'page' | 'finished') => t(`popups.submission.${key}`);
  const save = useMutation({
    mutationFn: () => readAll(id),
    onSuccess: (all) => {
      const titles = { person: words('person'), at: words('at'), points: words('points'), page: words('page') };
      const text = writeCsv(all, { ...titles, finished: words('finished') });
      saveFile(new Blob([text], { type: 'text/csv' }), `answers-${id}.csv`);
    },
    onError: toasts.failed,
  });
  return (
    <Button leftSection={<IconDownload size={16} />} loading={save.isPending} onClick={() => save.mutate()}>
      {t('popups.submission.csv')}
    </Button>
  );
}
