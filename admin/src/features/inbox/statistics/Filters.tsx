import { Button, Group, Menu, Select, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { inboxTagsQuery, operatorsQuery } from '../api';
import type { Channel } from '../api/types';
import { type CsvOf, csvUrl, teamNamesQuery } from './api';
import { lastDays, PERIODS } from './periods';
import classes from './statistics.module.css';
import type { Asked, Filter } from './useQuestion';

const CHANNELS: Channel[] = ['chat', 'email', 'call', 'telegram', 'vk', 'facebook'];
const WITHIN = ['1', '2', '4', '8', '24', '48', '72'];
const FILES: CsvOf[] = ['day', 'operator', 'team', 'tag', 'channel', 'request', 'rating'];

interface Option {
  value: string;
  label: string;
}

/** Which days, whose, and what an answer in time is. */
export function Filters({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  const { values, change } = asked;
  const operators = useQuery(operatorsQuery).data ?? [];
  const teams = useQuery(teamNamesQuery).data ?? [];
  const tags = useQuery(inboxTagsQuery).data ?? [];
  const nobody: Option = { value: '0', label: t('statistics.nobody') };
  const named = (rows: readonly { id: number; name: string }[]): Option[] =>
    rows.map(({ id, name }) => ({ value: String(id), label: name }));
  const filter = (name: Filter, data: Option[], isSearchable = false) => (
    <Select
      size="xs"
      w={160}
      aria-label={t(`statistics.by.${name}`)}
      placeholder={t(`statistics.any.${name}`)}
      data={data}
      value={values[name] ?? null}
      onChange={(value) => change({ [name]: value })}
      clearable
      searchable={isSearchable}
      nothingFoundMessage={t('inbox.nothingFound')}
    />
  );
  return (
    <div className={classes.filters}>
      <Period asked={asked} />
      {filter('operator', [...named(operators), nobody], true)}
      {teams.length > 0 && filter('team', [...named(teams), { ...nobody, label: t('statistics.noTeam') }])}
      {filter(
        'channel',
        CHANNELS.map((value) => ({ value, label: t(`inbox.channel.${value}`) })),
      )}
      {tags.length > 0 &&
        filter(
          'tag',
          tags.map(({ tag, title }) => ({ value: tag, label: title })),
          true,
        )}
      <Select
        size="xs"
        w={190}
        aria-label={t('statistics.withinLabel')}
        data={['all', 'working'].map((clock) => ({
          group: t(clock === 'all' ? 'statistics.clockAll' : 'statistics.clockWorking'),
          items: WITHIN.map((hours) => ({
            value: `${hours} ${clock}`,
            label: t(clock === 'all' ? 'statistics.within' : 'statistics.withinWorking', { hours }),
          })),
        }))}
        value={`${asked.within} ${values.clock === 'working' ? 'working' : 'all'}`}
        onChange={(value) => {
          const [within = '24', clock = 'all'] = (value ?? '24 all').split(' ');
          change({ within: within === '24' ? null : within, clock: clock === 'all' ? null : clock });
        }}
        allowDeselect={false}
      />
    </div>
  );
}

function Period({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  const { change, period, from, to, today } = asked;
  const day = (name: 'from' | 'to', value: string) => (
    <TextInput
      type="date"
      size="xs"
      aria-label={t(`statistics.${name}`)}
      value={value}
      max={name === 'from' ? to : today}
      min={name === 'to' ? from : undefined}
      required
      onChange={(event) => event.currentTarget.value && change({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <>
      <Select
        size="xs"
        w={150}
        aria-label={t('statistics.period')}
        data={[...PERIODS, 'own' as const].map((value) => ({ value, label: t(`statistics.periods.${value}`) }))}
        value={period}
        onChange={(value) => {
          if (value === 'own') change({ ...lastDays(28, 'UTC', Date.parse(today)), period: null });
          else change({ period: value === '28' ? null : value, from: null, to: null });
        }}
        allowDeselect={false}
      />
      {period === 'own' && (
        <Group gap={4} wrap="nowrap">
          {day('from', from)}–{day('to', to)}
        </Group>
      )}
    </>
  );
}

/** Everything on the page, and what is behind it, as files. */
export function Download({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />}>
          {t('statistics.download')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FILES.map((of) => (
          <Menu.Item key={of} component="a" href={csvUrl(asked.question, of)} download>
            {t(`statistics.files.${of}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
