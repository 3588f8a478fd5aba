import { Button, Popover, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../builder/doubts.module.css';
import { useFaultText } from '../parts/faults';
import { useBuilding } from './context';
import { type Doubt, findDoubts } from './model/checks';

/** What the server would let pass and a careful colleague would not; each leads to its place. */
export function Doubts() {
  const { t } = useTranslation();
  const { popup, faults, choose, pageName } = useBuilding();
  const textOf = useFaultText();
  const doubts = useMemo(() => findDoubts(popup), [popup]);
  const lines = [
    ...faults.map(({ fault, ...place }) => ({ ...place, message: textOf(fault), isFault: true })),
    ...doubts.map((doubt) => ({ ...doubt, message: t(`popups.doubt.${doubt.code}`), isFault: false })),
  ];
  if (lines.length === 0) return null;
  const go = ({ page, block }: Pick<Doubt, 'page' | 'block'>): void => {
    if (page === undefined) choose({ what: 'whole', page: 0 });
    else if (block === undefined) choose({ what: 'page', page });
    else choose({ what: 'block', page, block });
  };
  const hasFaults = faults.length > 0;
  return (
    <Popover position="bottom-start" shadow="md" width={340}>
      <Popover.Target>
        <Button
          variant="light"
          color={hasFaults ? 'red' : 'orange'}
          leftSection={<IconAlertTriangle size={15} />}
          ml={4}
        >
          {hasFaults ? t('popups.faults', { count: faults.length }) : t('popups.doubts', { count: doubts.length })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={6}>
        {lines.map((line, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: told anew at every edit
          <UnstyledButton key={n} className={classes.doubt} onClick={() => go(line)}>
            <Text span size="sm" {...(line.isFault && { c: 'red' })}>
              {line.message}
            </Text>
            {line.page !== undefined && popup.pages.length > 1 && (
              <Text span size="xs" c="dimmed" ml="auto">
                {pageName(line.page)}
              </Text>
            )}
          </UnstyledButton>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}
