import { Badge, Button, Group, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle, IconCheck, IconLink } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import i18next from 'i18next';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '@/components/ui/states';
import type en from '@/i18n/en/letters.json';
import type { Fault } from '@/lib/api/errors';
import { useFormat } from '@/lib/format';
import classes from '../../../builder/doubts.module.css';
import { useFaultText } from '../../../parts/faults';
import type { ContentFields } from '../../ContentEditor';
import { LetterKindContext, placeOf } from '../context';
import type { Spot } from '../model/letter';
import { type CheckedLink, checkLinks, type Finding, inspectQuery } from './api';
import { mendOf } from './mending';

const SETTLE_MS = 600;

interface ChecksProps {
  content: ContentFields;
  onChange: (patch: ContentFields) => void;
  /** To the place of a finding; null: the letter as a whole. */
  onGo: (spot: Spot | null) => void;
}

/** What a careful colleague would say before the letter leaves: where, why, and one press that mends it. */
export function Checks({ content, onChange, onGo }: ChecksProps) {
  const { t } = useTranslation();
  const kind = useContext(LetterKindContext);
  const [asked] = useDebouncedValue(content, SETTLE_MS);
  const query = useQuery(inspectQuery(asked, kind));
  const faults = query.data?.faults ?? [];
  const findings = query.data?.findings ?? [];
  const count = faults.length + findings.length;
  const isStop = faults.length > 0 || findings.some((each) => each.is_stop);
  return (
    <Popover position="bottom-start" shadow="md" width={380}>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={
            count > 0 ? (
              <IconAlertTriangle size={15} color={`var(--mantine-color-${isStop ? 'red' : 'orange'}-6)`} />
            ) : (
              <IconCheck size={15} color="var(--mantine-color-teal-6)" />
            )
          }
        >
          {count > 0 ? t('letters.checks.some', { count }) : t('letters.checks.none')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} mah={460} style={{ overflowY: 'auto' }}>
        <Stack gap={2}>
          {faults.map((fault) => (
            <FaultLine key={`${fault.path} ${fault.code}`} fault={fault} onGo={onGo} />
          ))}
          {findings.map((finding, n) => (
            <Line
              // biome-ignore lint/suspicious/noArrayIndexKey: told anew at every edit
              key={n}
              finding={finding}
              mend={mendOf(t, finding, content)}
              onMend={onChange}
              onGo={onGo}
            />
          ))}
          {query.data && faults.length === 0 && <Size bytes={query.data.bytes} limit={query.data.limit} />}
          <Links content={content} isOff={faults.length > 0} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function FaultLine({ fault, onGo }: { fault: Fault; onGo: (spot: Spot | null) => void }) {
  const textOf = useFaultText();
  return (
    <UnstyledButton className={classes.doubt} onClick={() => onGo(placeOf(fault.path).spot)}>
      <Text span size="sm" c="red">
        {textOf(fault)}
      </Text>
    </UnstyledButton>
  );
}

interface LineProps {
  finding: Finding;
  mend: ContentFields | null;
  onMend: (patch: ContentFields) => void;
  onGo: (spot: Spot | null) => void;
}

function Line({ finding, mend, onMend, onGo }: LineProps) {
  const { t } = useTranslation();
  const { spot } = placeOf(finding.path);
  const code = finding.code.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const key = `letters.checks.of.${code}`;
  // Of the server's codes and what belongs to each: one that is new has no words yet.
  const words = i18next.exists(key) ? t(key as 'letters.checks.of.noAlt', { ...finding.params }) : finding.code;
  const reason = finding.code === 'spam' ? (finding.params.reason as keyof typeof en.checks.reason) : null;
  return (
    <Group wrap="nowrap" gap={6} align="center">
      <UnstyledButton className={classes.doubt} onClick={() => onGo(spot)}>
        <span>
          <Text span size="sm" display="block" {...(finding.is_stop && { c: 'red' })}>
            {words}
          </Text>
          {reason && (
            <Text span size="xs" c="dimmed" display="block">
              {t(`letters.checks.reason.${reason}`)}
            </Text>
          )}
        </span>
      </UnstyledButton>
      {mend && (
        <Button size="compact-xs" variant="default" style={{ flex: 'none' }} onClick={() => onMend(mend)}>
          {t(finding.code === 'no_unsubscribe' ? 'letters.checks.insert' : 'letters.checks.mend')}
        </Button>
      )}
    </Group>
  );
}

function Size({ bytes, limit }: { bytes: number; limit: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Text size="xs" c="dimmed" px={8} py={4}>
      {t('letters.checks.size', {
        kilobytes: format.number(Math.ceil(bytes / 1024)),
        most: format.number(Math.floor(limit / 1024)),
      })}
    </Text>
  );
}

const COLOURS: Record<CheckedLink['leads'], string> = {
  works: 'teal',
  dead: 'red',
  unreached: 'orange',
  forbidden: 'orange',
  closed: 'gray',
  personal: 'gray',
  not_checked: 'gray',
};

/** While it is written links are called only when somebody asks (and before it is launched): it takes some seconds, and others' servers see it. */
function Links({ content, isOff }: { content: ContentFields; isOff: boolean }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const check = useMutation({ mutationFn: () => checkLinks(content) });
  return (
    <Stack gap={4} px={8} pt={4}>
      <Button
        variant="default"
        size="compact-sm"
        w="fit-content"
        leftSection={<IconLink size={14} />}
        loading={check.isPending}
        disabled={isOff}
        onClick={() => check.mutate()}
      >
        {t('letters.checks.links')}
      </Button>
      {check.error && (
        <Text size="xs" c="red" role="alert">
          {errorText(check.error)}
        </Text>
      )}
      {check.data?.items.length === 0 && (
        <Text size="xs" c="dimmed">
          {t('letters.checks.noLinks')}
        </Text>
      )}
      {check.data?.items.map(({ url, leads, status, to }) => (
        <div key={url}>
          <Group gap={6} wrap="nowrap">
            <Badge size="sm" variant="light" color={COLOURS[leads]} style={{ flex: 'none' }}>
              {t(`letters.checks.leads.${leads}`)}
              {status >= 400 && ` ${status}`}
            </Badge>
            <Text size="xs" truncate title={to ? `${url} → ${to}` : url}>
              {url}
            </Text>
          </Group>
        </div>
      ))}
    </Stack>
  );
}
