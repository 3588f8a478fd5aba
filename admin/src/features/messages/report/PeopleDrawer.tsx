import { Button, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ListDrawer, Paged } from '@/components/ui/ListDrawer';
import { Moment } from '@/components/ui/Moment';
import { useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import { csvUrl, peopleQuery, type SendLine } from './api';
import classes from './report.module.css';
import type { Asked } from './useAsked';

type List = NonNullable<Asked['list']>;

/** The people behind a number: as many as it says. */
export function PeopleDrawer({ id, asked }: { id: string; asked: Asked }) {
  const { t } = useTranslation();
  const { list } = asked;
  return (
    <ListDrawer title={list && t(`report.name.${list.of}`)} onClose={asked.close}>
      {list && <People id={id} list={list} />}
    </ListDrawer>
  );
}

function People({ id, list }: { id: string; list: List }) {
  const { t } = useTranslation();
  const mayExport = useCan('people_export');
  const query = useInfiniteQuery(peopleQuery(id, list.question, list.of));
  return (
    <Paged
      query={query}
      isEmpty={(pages) => pages.every(({ items }) => items.length === 0)}
      empty={t('report.peopleNone')}
    >
      {(pages) => (
        <>
          {mayExport && (
            <Group justify="flex-end" mb="xs">
              <Button
                variant="default"
                size="compact-sm"
                component="a"
                href={csvUrl(id, list.question, list.of)}
                leftSection={<IconDownload size={15} />}
              >
                {t('report.csv')}
              </Button>
            </Group>
          )}
          <ul className={classes.lines}>
            {pages
              .flatMap((page) => page.items)
              .map((line) => (
                <li key={line.send_id}>
                  <Line line={line} />
                </li>
              ))}
          </ul>
        </>
      )}
    </Paged>
  );
}

function Line({ line }: { line: SendLine }) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const net = Number(line.gross) - Number(line.refunds);
  return (
    <Link to={`/people/${line.profile_id}`} className={classes.line}>
      <span className={classes.lineHead}>
        <Text span size="sm" fw={500} truncate>
          {line.name ?? t('report.nameless')}
        </Text>
        <Text span size="xs" c="dimmed">
          <Moment at={line.at} as="moment" />
        </Text>
      </span>
      {net > 0 && (
        <Text span size="xs" c="dimmed">
          {t('report.brought', { money: money(net) })}
        </Text>
      )}
    </Link>
  );
}
