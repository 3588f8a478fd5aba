import { ActionIcon, Chip, Group, SegmentedControl, Stack, TagsInput, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/conditions/Choice';
import { Adding } from '@/components/conditions/tests';
import { keyOf, removeAt, replaceAt } from '@/lib/conditions/tree';
import { DEVICES, type Filters, type Hours, MATCHES, type PageRule } from '../api/graph';
import { DayChoice } from './DayChoice';
import { FaultsAt } from './faults';
import classes from './parts.module.css';
import { TextField } from './TextField';
import { ZoneChoice } from './ZoneChoice';

interface FiltersProps {
  filters: Filters | undefined;
  onChange: (filters: Filters | undefined) => void;
  path?: string;
}

/** The filters without what asks nothing. */
function written(filters: Filters): Filters | undefined {
  const asked = Object.entries(filters).filter(
    ([, value]) => value !== undefined && (!Array.isArray(value) || value.length > 0),
  );
  return asked.length > 0 ? Object.fromEntries(asked) : undefined;
}

/** Where and when a trigger counts. */
export function FiltersEditor({ filters = {}, onChange, path = 'entry.filters' }: FiltersProps) {
  const { t } = useTranslation();
  const set = (patch: { [K in keyof Filters]?: Filters[K] | undefined }): void =>
    onChange(written({ ...filters, ...patch }));
  const devices = filters.devices ?? [];
  return (
    <Stack gap={14}>
      <Pages pages={filters.pages ?? []} path={`${path}.pages`} onChange={(pages) => set({ pages })} />
      <Labelled label={t('messages.filter.devices')}>
        <Chip.Group multiple value={devices} onChange={(next) => set({ devices: next })}>
          <Group gap={6}>
            {DEVICES.map((device) => (
              <Chip key={device} value={device} size="xs">
                {t(`messages.device.${device}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        <Text size="xs" c="dimmed">
          {devices.length === 0 && t('messages.filter.anyDevice')}
        </Text>
      </Labelled>
      <Labelled label={t('messages.filter.hours')}>
        <HoursField hours={filters.hours} path={`${path}.hours`} onChange={(hours) => set({ hours })} />
      </Labelled>
      <Labelled label={t('messages.filter.operators')}>
        <SegmentedControl
          size="xs"
          aria-label={t('messages.filter.operators')}
          value={filters.operators ?? ''}
          onChange={(next) => set({ operators: next || undefined })}
          data={[
            { value: '', label: t('messages.filter.any') },
            { value: 'online', label: t('messages.filter.online') },
            { value: 'offline', label: t('messages.filter.offline') },
          ]}
        />
      </Labelled>
      <TagsInput
        size="xs"
        maw={560}
        label={t('messages.filter.sources')}
        description={t('messages.filter.sourcesText')}
        placeholder="google, vk.com"
        value={filters.sources ?? []}
        onChange={(sources) => set({ sources })}
        acceptValueOnBlur
      />
      <FaultsAt path={path} parts={[`${path}.pages`, `${path}.hours`]} />
    </Stack>
  );
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <div className={classes.label} style={{ marginBottom: 6 }}>
        {label}
      </div>
      <div className={classes.rule}>{children}</div>
    </div>
  );
}

interface PagesProps {
  pages: PageRule[];
  path: string;
  onChange: (pages: PageRule[]) => void;
}

function Pages({ pages, path, onChange }: PagesProps) {
  const { t } = useTranslation();
  return (
    <div>
      <div className={classes.label}>{t('messages.filter.pages')}</div>
      <Text size="xs" c="dimmed" mb={6}>
        {t(pages.length > 0 ? 'messages.filter.pagesText' : 'messages.filter.anyPage')}
      </Text>
      <Stack gap={6}>
        {pages.map((rule, index) => (
          <div key={keyOf(rule)}>
            <div className={classes.rule}>
              <Choice
                label={t('messages.filter.match')}
                value={rule.match}
                options={MATCHES.map((value) => ({ value, label: t(`messages.match.${value}`) }))}
                onChange={(match) => onChange(replaceAt(pages, index, { ...rule, match: match as PageRule['match'] }))}
              />
              <TextField
                label={t('messages.filter.address')}
                placeholder="/cart"
                value={rule.value}
                path={`${path}[${index}].value`}
                onChange={(value) => onChange(replaceAt(pages, index, { ...rule, value }))}
              />
              <ActionIcon
                size={26}
                aria-label={t('messages.filter.removePage')}
                onClick={() => onChange(removeAt(pages, index))}
              >
                <IconX size={14} />
              </ActionIcon>
            </div>
            <FaultsAt path={`${path}[${index}]`} />
          </div>
        ))}
        <div>
          <Adding onClick={() => onChange([...pages, { match: 'contains', value: '' }])}>
            {t('messages.filter.addPage')}
          </Adding>
        </div>
      </Stack>
    </div>
  );
}

interface HoursFieldProps {
  hours: Filters['hours'];
  path: string;
  onChange: (hours: Filters['hours']) => void;
}

const OFFICE: Hours = { from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5], zone: 'person' };

function HoursField({ hours, path, onChange }: HoursFieldProps) {
  const { t } = useTranslation();
  const form = hours === undefined ? '' : typeof hours === 'string' ? hours : 'own';
  return (
    <>
      <Choice
        label={t('messages.filter.hours')}
        value={form || 'any'}
        options={(['any', 'open', 'closed', 'own'] as const).map((value) => ({
          value,
          label: t(`messages.hours.${value}`),
        }))}
        onChange={(next) =>
          onChange(next === 'any' ? undefined : next === 'own' ? OFFICE : (next as 'open' | 'closed'))
        }
      />
      {typeof hours === 'object' && (
        <>
          <DayChoice
            label={t('messages.schedule.days')}
            days={hours.days}
            onChange={(days) => {
              const { days: _, ...rest } = hours;
              onChange({ ...rest, ...(days && { days }) });
            }}
          />
          <TextField
            type="time"
            label={t('messages.hours.from')}
            value={hours.from}
            path={`${path}.from`}
            onChange={(from) => onChange({ ...hours, from })}
          />
          <span>–</span>
          <TextField
            type="time"
            label={t('messages.hours.to')}
            value={hours.to}
            path={`${path}.to`}
            onChange={(to) => onChange({ ...hours, to })}
          />
          <ZoneChoice zone={hours.zone} onChange={(zone) => onChange({ ...hours, zone })} />
        </>
      )}
      <FaultsAt path={path} />
    </>
  );
}
