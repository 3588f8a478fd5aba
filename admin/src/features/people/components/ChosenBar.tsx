import { Button, Paper, Text } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { BulkMenu } from '@/components/bulk/BulkMenu';
import { useFormat } from '@/lib/format';
import classes from '../people.module.css';

interface ChosenBarProps {
  chosen: ReadonlySet<string>;
  onClear: () => void;
}

/** How many rows are chosen, and what to do with them; Escape lets go of them. */
export function ChosenBar({ chosen, onClear }: ChosenBarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = chosen.size;
  useWindowEvent('keydown', (event) => {
    const isElsewhere = event.defaultPrevented || document.querySelector('[role=dialog], [role=menu]') !== null;
    if (event.key === 'Escape' && count > 0 && !isElsewhere) onClear();
  });
  if (count === 0) return null;
  return (
    <Paper component="section" className={classes.chosen} shadow="md" aria-label={t('people.withChosen')}>
      <Text size="sm" fw={500} className="tnum" aria-live="polite">
        {t('people.chosen', { count, formatted: format.number(count) })}
      </Text>
      <BulkMenu audience={{ profile_ids: [...chosen] }} count={count} label={t('people.withChosen')} />
      <Button variant="subtle" color="gray" onClick={onClear}>
        {t('people.unchoose')}
      </Button>
    </Paper>
  );
}
