import { Button, Drawer, Group, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConditionEditor } from '@/components/conditions/ConditionEditor';
import { LiveCount } from '@/components/conditions/LiveCount';
import { useConditions } from '@/components/conditions/useConditions';
import { useCount } from '@/components/conditions/useCount';
import { renamed, stageName } from '@/components/scoring/stageName';
import type { Stage } from '@/lib/api/scoring';

interface StageDrawerProps {
  stage: Stage;
  onDone: (stage: Stage) => void;
  onClose: () => void;
}

/** One stage: its name and whom it is about. */
export function StageDrawer({ stage, onDone, onClose }: StageDrawerProps) {
  const { t, i18n } = useTranslation();
  const [name, setName] = useState(stageName(stage, i18n.language));
  const isNew = name === '' && !stage.when;
  const [isAll, setAll] = useState(!stage.when && !isNew);
  const conditions = useConditions(stage.when ?? null);
  const count = useCount(isAll ? null : conditions.ready);
  const isReady = name.trim() !== '' && (isAll || (conditions.ready !== null && count.faults.length === 0));
  const done = (): void => {
    const { when: _before, ...named } = renamed(stage, i18n.language, name.trim());
    onDone(isAll || conditions.ready === null ? named : { ...named, when: conditions.ready });
  };
  return (
    <Drawer opened onClose={onClose} size="xl" title={t('scoring.stage')}>
      <Stack>
        <TextInput
          data-autofocus
          label={t('segments.name')}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t('scoring.whoIsIn')}
          value={isAll ? 'all' : 'when'}
          onChange={(next) => setAll(next === 'all')}
          data={[
            { value: 'when', label: t('scoring.byConditions') },
            { value: 'all', label: t('scoring.everybody') },
          ]}
        />
        {!isAll && (
          <>
            <ConditionEditor conditions={conditions} faults={count.faults} />
            <LiveCount count={count} gaps={conditions.gaps.length} isEmpty={conditions.value === null} />
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={!isReady} onClick={done}>
            {t('scoring.done')}
          </Button>
        </Group>
      </Stack>
    </Drawer>
  );
}
