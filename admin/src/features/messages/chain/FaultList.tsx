import { Button, Popover, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFaultText } from '../parts/faults';
import classes from './chain.module.css';
import { ENTRY, EXIT } from './graph/faults';
import { useWork } from './work';

/** How many faults there are; pressed, all of them, each leading to its place. */
export function FaultList() {
  const { t } = useTranslation();
  const { faults, titles, select } = useWork();
  const textOf = useFaultText();
  const nameOf = (part: string): string =>
    part === ENTRY ? t('chain.entry') : part === EXIT ? t('chain.exit') : titles.of(part).title;
  const all = [...faults].flatMap(([part, some]) => some.map((fault) => ({ part, fault })));
  if (all.length === 0)
    return (
      <Text size="xs" c="dimmed" visibleFrom="sm" style={{ display: 'inline-flex', gap: 4, alignItems: 'center' }}>
        <IconCircleCheck size={14} aria-hidden />
        {t('chain.noFaults')}
      </Text>
    );
  return (
    <Popover position="bottom-end" width={380} shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="light" color="orange" size="compact-sm" leftSection={<IconAlertTriangle size={14} />}>
          {t('chain.faultsCount', { count: all.length })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={6} mah={420} style={{ overflowY: 'auto' }}>
        <ul className={classes.faults}>
          {all.map(({ part, fault }) => (
            <li key={`${fault.path} ${fault.code}`}>
              <button type="button" className={classes.fault} onClick={() => select(part)}>
                <Text span size="sm" fw={500} display="block" truncate>
                  {nameOf(part)}
                </Text>
                <Text span size="xs" c="dimmed" display="block">
                  {textOf(fault)}
                </Text>
              </button>
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
