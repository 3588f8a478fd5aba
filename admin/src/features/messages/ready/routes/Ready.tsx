import { Button, Group, Text } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/conditions/Choice';
import { ChannelIcon } from '@/components/messages/ChannelIcon';
import { Page } from '@/components/ui/Page';
import { SearchField } from '@/components/ui/SearchField';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { useUrlState } from '@/lib/urlState';
import { type Ready, readyQuery } from '../api';
import { Preview } from '../Preview';
import classes from '../ready.module.css';

const fits = (ready: Ready, search: string): boolean =>
  search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => `${ready.title} ${ready.text} ${ready.topic}`.toLowerCase().includes(word));

/** The gallery: whole scenarios with their words, each a draft away. */
export function Component() {
  const { t, i18n } = useTranslation();
  const [values, change] = useUrlState(['search', 'stage', 'open'] as const);
  const query = useQuery(readyQuery(i18n.language === 'ru' ? 'ru' : 'en'));
  const { search = '', stage = '', open } = values;
  const stages = new Map(query.data?.map((ready) => [ready.stage, ready.stage_name]));
  const shown = query.data?.filter((ready) => (!stage || ready.stage === stage) && fits(ready, search));
  return (
    <Page title={t('chain.ready.title')}>
      <Text c="dimmed" mb="md">
        {t('chain.ready.text')}
      </Text>
      <Group mb="md" gap="sm">
        <SearchField value={search} onChange={(next) => change({ search: next })} placeholder={t('chain.ready.find')} />
        <Choice
          label={t('chain.mapPage.stage')}
          value={stage}
          options={[
            { value: '', label: t('chain.ready.all') },
            ...[...stages].map(([value, label]) => ({ value, label })),
          ]}
          onChange={(next) => change({ stage: next })}
        />
      </Group>
      {query.error ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : !shown ? (
        <Lines count={8} />
      ) : shown.length === 0 ? (
        <Empty icon={IconSearchOff} title={t('chain.ready.empty')} />
      ) : (
        <ul className={classes.grid}>
          {shown.map((ready) => (
            <li key={ready.name}>
              <Card ready={ready} onOpen={() => change({ open: ready.name })} />
            </li>
          ))}
        </ul>
      )}
      {open && <Preview name={open} onClose={() => change({ open: null })} />}
    </Page>
  );
}

function Card({ ready, onOpen }: { ready: Ready; onOpen: () => void }) {
  const { t } = useTranslation();
  return (
    <article className={classes.card}>
      <Group gap={6}>
        {ready.channels.map((channel) => (
          <ChannelIcon key={channel} channel={channel} size={26} />
        ))}
        <Text size="xs" c="dimmed" ml="auto">
          {ready.stage_name}
        </Text>
      </Group>
      <Text component="h2" fw={600} fz="md" m={0}>
        {ready.title}
      </Text>
      <Text size="sm" c="dimmed">
        {ready.text}
      </Text>
      <div className={classes.foot}>
        <Text size="xs" c="dimmed">
          {t('chain.ready.steps', { count: ready.steps })}
        </Text>
        <Button
          variant="light"
          size="compact-md"
          onClick={onOpen}
          aria-label={`${t('chain.ready.preview')}: ${ready.title}`}
        >
          {t('chain.ready.preview')}
        </Button>
      </div>
    </article>
  );
}
