import { ScrollArea, Select, Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { Failure } from '@/components/ui/states';
import { useFormat } from '@/lib/format';
import { percent } from '../words';
import { keyOf, type LinkMapAnswer, linksQuery, type MapLetter } from './api';
import { drawCounts } from './drawing';
import classes from './links.module.css';

/** The letter as it was sent, with who followed each link; programs apart. */
export default function LinkMap({ scenario }: { scenario: string }) {
  const { t } = useTranslation();
  const [letter, choose] = useState('');
  const query = useQuery(linksQuery(scenario, letter));
  const map = query.data;
  const isSeveral = (map?.letters.length ?? 0) > 1;
  return (
    <Section
      title={t('sending.map.title')}
      text={t('sending.map.text')}
      actions={isSeveral && map && <Letters map={map} onChoose={choose} />}
    >
      {query.error && !map ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : !map ? (
        <Skeleton height={320} radius="md" />
      ) : map.chosen ? (
        <Body map={map} letter={map.chosen} />
      ) : (
        <Text size="sm" c="dimmed">
          {t('sending.map.none')}
        </Text>
      )}
    </Section>
  );
}

function Letters({ map, onChoose }: { map: LinkMapAnswer; onChoose: (key: string) => void }) {
  const { t } = useTranslation();
  const { day } = useFormat();
  return (
    <Select
      w={260}
      allowDeselect={false}
      aria-label={t('sending.map.choose')}
      value={map.chosen && keyOf(map.chosen)}
      data={map.letters.map((each) => ({
        value: keyOf(each),
        label: `${each.subject} · ${t('sending.map.sent', { count: each.sent })} · ${day(each.last_at)}`,
      }))}
      onChange={(key) => key && onChoose(key)}
    />
  );
}

function Body({ map, letter }: { map: LinkMapAnswer; letter: MapLetter }) {
  const { t } = useTranslation();
  const { locale, number } = useFormat();
  const share = (people: number): string => percent(locale, letter.sent > 0 ? people / letter.sent : null);
  const drawn = useMemo(
    () =>
      map.html &&
      drawCounts(
        map.html,
        map.links,
        ({ people }) => `${number(people)} · ${percent(locale, letter.sent > 0 ? people / letter.sent : null)}`,
      ),
    [map, letter.sent, locale, number],
  );
  return (
    <div className={classes.body}>
      {drawn && (
        <div>
          <iframe
            className={classes.frame}
            title={t('sending.map.frame')}
            sandbox=""
            referrerPolicy="no-referrer"
            srcDoc={drawn}
          />
          <Text size="xs" c="dimmed" mt={4}>
            {t('sending.map.example')}
          </Text>
        </div>
      )}
      {map.links.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('sending.map.noLinks')}
        </Text>
      ) : (
        <ScrollArea>
          <Table miw={480} aria-label={t('sending.map.title')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('sending.map.link')}</Table.Th>
                <Table.Th ta="right">{t('sending.map.people')}</Table.Th>
                <Table.Th ta="right">{t('sending.map.share')}</Table.Th>
                <Table.Th ta="right">{t('sending.map.clicks')}</Table.Th>
                <Table.Th ta="right">{t('sending.map.machines')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {map.links.map((link) => (
                <Table.Tr key={link.url}>
                  <Table.Td className={classes.url}>
                    <a href={link.url} target="_blank" rel="noreferrer">
                      {link.url}
                    </a>
                    {!link.is_shown && (
                      <Text size="xs" c="dimmed">
                        {t('sending.map.otherLink')}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td ta="right">{number(link.people)}</Table.Td>
                  <Table.Td ta="right">{share(link.people)}</Table.Td>
                  <Table.Td ta="right">{number(link.clicks)}</Table.Td>
                  <Table.Td ta="right">{number(link.machine_clicks)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
    </div>
  );
}
