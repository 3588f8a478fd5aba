import { Button, Drawer } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty, Failure, Lines } from './states';

interface ListDrawerProps {
  /** Which number it is behind; null: none is open. */
  title: string | null;
  onClose: () => void;
  children: ReactNode;
}

/** What is behind a number, beside the page that shows it. */
export function ListDrawer({ title, onClose, children }: ListDrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={title !== null}
      onClose={onClose}
      position="right"
      size="md"
      title={title}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {children}
    </Drawer>
  );
}

interface PagedProps<P> {
  query: UseInfiniteQueryResult<InfiniteData<P>>;
  isEmpty: (pages: readonly P[]) => boolean;
  empty: string;
  children: (pages: readonly P[]) => ReactNode;
}

/** A long list page after page, with what stands there until it is read, when it was not, or when it is empty. */
export function Paged<P>({ query, isEmpty, empty, children }: PagedProps<P>) {
  const { t } = useTranslation();
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={8} />;
  const { pages } = query.data;
  if (isEmpty(pages)) return <Empty icon={IconListSearch} title={empty} />;
  return (
    <>
      {children(pages)}
      {query.hasNextPage && (
        <Button
          variant="default"
          fullWidth
          mt="sm"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('common.more')}
        </Button>
      )}
    </>
  );
}
