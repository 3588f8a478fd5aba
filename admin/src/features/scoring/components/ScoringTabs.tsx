import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Kind } from '../api';

const PATHS = { scoring: '/scoring', stages: '/scoring/stages', rfm: '/scoring/rfm' } as const;
const KINDS = ['scoring', 'stages', 'rfm'] as const;

/** What is computed of everybody: a score, a stage, a group of RFM. */
export function ScoringTabs({ value }: { value: Kind }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Tabs
      value={value}
      onChange={(tab) => void navigate(PATHS[KINDS.find((known) => known === tab) ?? 'scoring'])}
      mb="md"
      aria-label={t('shell.nav.scoring')}
    >
      <Tabs.List>
        {KINDS.map((kind) => (
          <Tabs.Tab key={kind} value={kind}>
            {t(`scoring.tab.${kind}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
