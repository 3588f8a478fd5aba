import {
  ActionIcon,
  NumberInput,
  Paper,
  Popover,
  Radio,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Tooltip,
  UnstyledButton,
} from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFaults } from '@/components/conditions/context';
import { EventChoice, withTests } from '@/components/conditions/EventLine';
import { Faults } from '@/components/conditions/Faults';
import { DurationField } from '@/components/conditions/fields';
import { Adding, FieldChoice, Where } from '@/components/conditions/tests';
import { EventIcon } from '@/components/ui/EventIcon';
import { startTest } from '@/lib/conditions/language';
import { type Goal, type ValueKind, worthOf } from './goals';
import classes from './report.module.css';

interface CardProps {
  goal: Goal;
  path: string;
  isAlone: boolean;
  onChange: (goal: Goal) => void;
  onMain: () => void;
  onRemove: () => void;
}

/** One goal, as a sentence: who does this, within that time of reading, is worth so much. */
export function GoalCard({ goal, path, isAlone, onChange, onMain, onRemove }: CardProps) {
  const { t } = useTranslation();
  const set = (patch: Partial<Goal>): void => onChange({ ...goal, ...patch });
  const tests = goal.event.where ?? [];
  const faults = useFaults(path);
  return (
    <Paper p="sm" withBorder data-bad={faults.length > 0 || undefined}>
      <div className={classes.goalHead}>
        <EventIcon name={goal.event.event} size={26} />
        <TextInput
          size="xs"
          aria-label={t('report.goal.name')}
          placeholder={t('report.goal.namePlaceholder')}
          value={goal.name}
          maxLength={100}
          onChange={(event) => set({ name: event.currentTarget.value })}
          style={{ flex: '1 1 140px' }}
        />
        {!isAlone && <Radio size="xs" label={t('report.goal.main')} checked={goal.isMain} onChange={onMain} />}
        <Tooltip label={t('report.goal.remove')}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('report.goal.remove')} onClick={onRemove}>
            <IconTrash size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes.sentence}>
        <span>{t('report.goal.does')}</span>
        <EventChoice
          value={goal.event.event}
          onChange={(event) => set({ event: { ...goal.event, event } })}
          path={`${path}.event.event`}
        />
        <Adding onClick={() => set({ event: { ...goal.event, where: [...tests, startTest('', [])] } })}>
          {t('conditions.addWhere')}
        </Adding>
      </div>
      <Where
        event={goal.event.event}
        tests={tests}
        path={`${path}.event.where`}
        onChange={(next) => set({ event: withTests(goal.event, next) })}
      />
      <div className={classes.sentence}>
        <span>{t('report.goal.within')}</span>
        <DurationField
          label={t('report.goal.window')}
          value={goal.window}
          onChange={(window) => set({ window })}
          path={`${path}.window`}
        />
        <span>{t('report.goal.afterReading')}</span>
      </div>
      <Worth goal={goal} path={path} set={set} />
      <Faults faults={faults.filter((fault) => !fault.path.startsWith(`${path}.event.where`))} />
    </Paper>
  );
}

interface WorthProps {
  goal: Goal;
  path: string;
  set: (patch: Partial<Goal>) => void;
}

function Worth({ goal, path, set }: WorthProps) {
  const { t } = useTranslation();
  const kinds: ValueKind[] = ['property', 'fixed', 'none'];
  return (
    <div className={classes.sentence}>
      <span>{t('report.goal.worth')}</span>
      <SegmentedControl
        size="xs"
        aria-label={t('report.goal.worth')}
        value={goal.kind}
        onChange={(kind) => set({ kind })}
        data={kinds.map((value) => ({ value, label: t(`report.goal.kind.${value}`) }))}
      />
      {goal.kind === 'property' && (
        <FieldChoice
          label={t('report.goal.property')}
          event={goal.event.event}
          value={goal.property}
          path={`${path}.value.name`}
          onChange={(property) => set({ property })}
        />
      )}
      {goal.kind === 'fixed' && (
        <>
          <NumberInput
            size="xs"
            w={110}
            hideControls
            min={0}
            aria-label={t('report.goal.amount')}
            value={goal.amount === '' ? '' : Number(goal.amount)}
            onChange={(amount) => set({ amount: String(amount) })}
          />
          <Middle onWorth={(amount) => set({ amount })} />
        </>
      )}
    </div>
  );
}

/** What somebody on the way is worth, for those who know how many of them buy. */
function Middle({ onWorth }: { onWorth: (amount: string) => void }) {
  const { t } = useTranslation();
  const [percent, setPercent] = useState<number | string>(10);
  const [profit, setProfit] = useState<number | string>('');
  const change = (nextPercent: number | string, nextProfit: number | string): void => {
    setPercent(nextPercent);
    setProfit(nextProfit);
    if (nextPercent !== '' && nextProfit !== '') onWorth(worthOf(Number(nextPercent), Number(nextProfit)));
  };
  return (
    <Popover position="bottom-start" shadow="md" trapFocus width={280}>
      <Popover.Target>
        <UnstyledButton className={classes.link}>{t('report.goal.middle')}</UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Text size="sm">{t('report.goal.middleText')}</Text>
          <NumberInput
            label={t('report.goal.conversion')}
            suffix=" %"
            min={0}
            max={100}
            hideControls
            value={percent}
            onChange={(next) => change(next, profit)}
          />
          <NumberInput
            label={t('report.goal.profit')}
            min={0}
            hideControls
            value={profit}
            onChange={(next) => change(percent, next)}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
