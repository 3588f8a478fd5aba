import { Alert, Button, Group, List, Text, TextInput } from '@mantine/core';
import { IconCheck, IconExternalLink, IconHourglassHigh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/lib/format';
import { useLive } from '@/lib/live';
import { markedQuery } from '../api';
import { MARK, marked, siteOf } from '../site';

const SILENT_MS = 15_000;

interface Check {
  mark: string;
  site: string;
  startedAt: number;
}

/** Opens a page of the site with a mark in its address, and waits for the event that carries it. */
export function CheckSite() {
  const { t } = useTranslation();
  const [address, setAddress] = useState('');
  const [check, setCheck] = useState<Check | null>(null);
  const [isBad, setBad] = useState(false);
  const open = () => {
    const site = siteOf(address);
    setBad(site === null);
    if (!site) return;
    const mark = crypto.getRandomValues(new Uint32Array(1)).join('');
    window.open(marked(site, mark), '_blank', 'noopener,noreferrer');
    setCheck({ mark, site: site.host, startedAt: Date.now() });
  };
  return (
    <form
      style={{ marginTop: 10 }}
      onSubmit={(event) => {
        event.preventDefault();
        open();
      }}
    >
      <Group gap="xs" align="flex-start">
        <TextInput
          placeholder="www.example.com"
          aria-label={t('install.site')}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          error={isBad && t('install.badAddress')}
          w={{ base: '100%', xs: 280 }}
        />
        <Button
          type="submit"
          variant="default"
          disabled={!address.trim()}
          rightSection={<IconExternalLink size={15} />}
        >
          {check ? t('install.checkAgain') : t('install.check')}
        </Button>
      </Group>
      {check ? (
        <Outcome key={check.mark} check={check} />
      ) : (
        <Text size="xs" c="dimmed" mt={6}>
          {t('install.checkText')}
        </Text>
      )}
    </form>
  );
}

function Outcome({ check }: { check: Check }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const query = useQuery(markedQuery(`${MARK}=${check.mark}`));
  const found = query.data;
  useLive(found ? null : 'events', () => void query.refetch());
  const isSilent = useLater(SILENT_MS) && !found;
  if (found) {
    const seconds = Math.max(1, Math.round((Date.parse(found.received_at) - check.startedAt) / 1000));
    return (
      <Alert mt="sm" color="teal" icon={<IconCheck size={18} />} title={t('install.checkDone', { site: check.site })}>
        <Group justify="space-between">
          <Text size="sm">{t('install.checkDoneText', { seconds: number(seconds) })}</Text>
          <Button component={Link} to={`/people/${found.person}`} size="xs" variant="default">
            {t('install.checkCard')}
          </Button>
        </Group>
      </Alert>
    );
  }
  if (!isSilent) {
    return (
      <Text size="sm" mt="sm" role="status">
        {t('install.checking', { site: check.site })}
      </Text>
    );
  }
  return (
    <Alert
      mt="sm"
      color="orange"
      icon={<IconHourglassHigh size={18} />}
      title={t('install.checkSilent', { site: check.site })}
    >
      <Text size="sm">{t('install.checkReasons')}</Text>
      <List size="sm" spacing={2} mt={4}>
        <List.Item>{t('install.checkReason1')}</List.Item>
        <List.Item>{t('install.checkReason2')}</List.Item>
        <List.Item>{t('install.checkReason3')}</List.Item>
        <List.Item>{t('install.checkReason4')}</List.Item>
      </List>
    </Alert>
  );
}

/** Becomes true after so many milliseconds. */
function useLater(afterMs: number): boolean {
  const [isLater, setLater] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLater(true), afterMs);
    return () => clearTimeout(timer);
  }, [afterMs]);
  return isLater;
}
