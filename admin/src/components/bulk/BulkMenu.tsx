import { Button, Menu } from '@mantine/core';
import {
  IconBell,
  IconBellOff,
  IconChevronDown,
  IconDownload,
  IconEraser,
  IconForms,
  IconListCheck,
  IconListDetails,
  IconTag,
  IconTagOff,
  IconTrash,
  IconUsersGroup,
} from '@tabler/icons-react';
import { type ComponentType, lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Permission, useCan } from '@/lib/session';
import type { Audience, BulkKind } from './api';

const BulkDialog = lazy(() => import('./BulkDialog'));
const ExportDialog = lazy(() => import('./ExportDialog'));

const ITEMS: { kind: BulkKind; icon: ComponentType<{ size?: number }>; needs?: Permission }[] = [
  { kind: 'tag_add', icon: IconTag },
  { kind: 'tag_remove', icon: IconTagOff },
  { kind: 'list_add', icon: IconListCheck },
  { kind: 'list_remove', icon: IconListDetails },
  { kind: 'property_set', icon: IconForms },
  { kind: 'property_unset', icon: IconEraser },
  { kind: 'subscribe', icon: IconBell },
  { kind: 'unsubscribe', icon: IconBellOff },
  { kind: 'export', icon: IconDownload, needs: 'people_export' },
  { kind: 'erase', icon: IconTrash, needs: 'people_erase' },
];

interface BulkMenuProps {
  audience: Audience;
  /** How many people the reader sees now; unknown while it is counted. */
  count: number | undefined;
  /** Instead of “with all of them”. */
  label?: string;
}

/** What can be done to everybody of a set. */
export function BulkMenu({ audience, count, label }: BulkMenuProps) {
  const { t } = useTranslation();
  const canWrite = useCan('segments_write');
  const granted = { people_export: useCan('people_export'), people_erase: useCan('people_erase') };
  const [kind, choose] = useState<BulkKind | null>(null);
  if (!canWrite) return null;
  const items = ITEMS.filter(({ needs }) => needs === undefined || granted[needs as keyof typeof granted]);
  const close = () => choose(null);
  return (
    <>
      <Menu width={250} position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            disabled={!count}
            leftSection={<IconUsersGroup size={16} stroke={1.7} />}
            rightSection={<IconChevronDown size={14} />}
          >
            {label ?? t('bulk.withAll')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {items.map(({ kind: each, icon: Icon }) => (
            <Menu.Item
              key={each}
              color={each === 'erase' ? 'red' : undefined}
              leftSection={<Icon size={15} />}
              onClick={() => choose(each)}
            >
              {t(`bulk.do.${each}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {kind !== null && count !== undefined && (
        <Suspense>
          {kind === 'export' ? (
            <ExportDialog audience={audience} count={count} onClose={close} />
          ) : (
            <BulkDialog kind={kind} audience={audience} count={count} onClose={close} />
          )}
        </Suspense>
      )}
    </>
  );
}
