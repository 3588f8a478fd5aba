import { ActionIcon, Group, SegmentedControl, Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconMoon, IconPointer, IconSun } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../../builder/preview.module.css';
import { PersonField } from '../../parts/PersonField';
import { useBuilding } from '../context';
import { Stage } from './Stage';

const DEVICES = ['desktop', 'phone'] as const;
const LANGUAGES = ['ru', 'en'] as const;

/** What the preview is of: the popup is the same, its surroundings differ. */
export interface Surroundings {
  device: (typeof DEVICES)[number];
  language: (typeof LANGUAGES)[number];
  isDark: boolean;
  /** It acts as for a visitor. */
  acts: boolean;
  /** As whom it is filled in; '': as it was written. */
  person: string;
}

/** The popup as its visitors see it, drawn by what draws it on their pages. */
export function Preview({ isNarrow, onChosen }: { isNarrow: boolean; onChosen: () => void }) {
  const { i18n } = useTranslation();
  const { ref, width, height } = useElementSize();
  const [around, set] = useState<Surroundings>({
    device: isNarrow ? 'phone' : 'desktop',
    language: i18n.language === 'ru' ? 'ru' : 'en',
    isDark: false,
    acts: false,
    person: '',
  });
  return (
    <div className={classes.preview}>
      <Toolbar around={around} onChange={(patch) => set({ ...around, ...patch })} />
      <div ref={ref} className={classes.stage}>
        {width > 0 && (
          <Stage
            // Another page behind it, another round of trying: begun anew.
            key={`${around.isDark}-${around.language}-${around.acts}`}
            around={around}
            width={width}
            height={height}
            onChosen={onChosen}
          />
        )}
      </div>
    </div>
  );
}

interface ToolbarProps {
  around: Surroundings;
  onChange: (patch: Partial<Surroundings>) => void;
}

function Toolbar({ around, onChange }: ToolbarProps) {
  const { t } = useTranslation();
  const { isDark, acts } = around;
  const { popup } = useBuilding();
  const toggles = [
    { key: 'dark', icon: isDark ? IconSun : IconMoon, isOn: isDark, patch: { isDark: !isDark } },
    { key: 'acts', icon: IconPointer, isOn: acts, patch: { acts: !acts } },
  ] as const;
  return (
    <Group gap={6} mb={8} wrap="wrap">
      <SegmentedControl
        size="xs"
        aria-label={t('popups.device')}
        value={around.device}
        onChange={(device) => onChange({ device })}
        data={DEVICES.map((value) => ({ value, label: t(`popups.devices.${value}`) }))}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('popups.language')}
        value={around.language}
        onChange={(language) => onChange({ language })}
        data={LANGUAGES.map((value) => ({ value, label: value.toUpperCase() }))}
      />
      {toggles.map(({ key, icon: Icon, isOn, patch }) => (
        <Tooltip key={key} label={t(`popups.${key}`)}>
          <ActionIcon
            aria-label={t(`popups.${key}`)}
            aria-pressed={isOn}
            variant={isOn ? 'light' : 'default'}
            {...(isOn && { color: 'iris' })}
            disabled={key === 'acts' && popup.pages.every((page) => page.blocks.length === 0)}
            onClick={() => onChange(patch)}
          >
            <Icon size={16} />
          </ActionIcon>
        </Tooltip>
      ))}
      <div className={classes.person}>
        <PersonField
          label={t('popups.as')}
          placeholder={t('popups.asWritten')}
          person={around.person}
          onPick={(person) => onChange({ person })}
        />
      </div>
    </Group>
  );
}
