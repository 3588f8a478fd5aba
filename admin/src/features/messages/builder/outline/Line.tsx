import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconGripVertical, type Icon as IconType } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DEEDS, type Deeds, pressDeed } from './deeds';
import { useDrag } from './dragging';
import classes from './outline.module.css';

interface LineProps {
  /** Tells it from the others. */
  lineKey: string;
  icon: IconType;
  /** What kind of block it is. */
  kind: string;
  /** Its own words; '': it has none. */
  words: string;
  isChosen: boolean;
  hasFault: boolean;
  /** In small behind the words. */
  note?: string | undefined;
  deeds: Deeds;
  /** More that can be done with it. */
  more?: ReactNode;
  onChoose: () => void;
}

/** A block in the list: chosen by a press, moved by the mouse or by Alt with arrows. */
export function Line({ lineKey, icon: Icon, kind, words, isChosen, hasFault, note, deeds, more, onChoose }: LineProps) {
  const drag = useDrag(lineKey);
  const name = words || kind;
  return (
    <div className={classes.line} data-chosen={isChosen || undefined} {...drag}>
      <IconGripVertical size={14} className={classes.grip} aria-hidden />
      <button
        type="button"
        className={classes.choose}
        data-line={lineKey}
        aria-current={isChosen || undefined}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Control+D Delete"
        onClick={onChoose}
        onKeyDown={(event) => pressDeed(event, deeds)}
      >
        <Icon size={15} stroke={1.7} aria-label={kind} role="img" />
        <span className={classes.words}>{name}</span>
        {note && <span className={classes.note}>{note}</span>}
        {hasFault && <FaultDot />}
      </button>
      <DeedsMenu name={name} deeds={deeds} more={more} />
    </div>
  );
}

/** Tells that there is a fault in what it stands at. */
export function FaultDot() {
  const { t } = useTranslation();
  return <span className={classes.fault} role="img" aria-label={t('builder.hasFault')} />;
}

interface DeedsMenuProps {
  name: string;
  deeds: Deeds;
  /** The last one stays. */
  isOnly?: boolean;
  more?: ReactNode;
}

/** What can be done with a block, or with a page of them. */
export function DeedsMenu({ name, deeds, isOnly = false, more }: DeedsMenuProps) {
  const { t } = useTranslation();
  return (
    <Menu width={230}>
      <Menu.Target>
        <ActionIcon size={24} aria-label={t('builder.actionsOf', { name })}>
          <IconDots size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {DEEDS.map(({ name: deed, icon: Icon }) => (
          <Menu.Item
            key={deed}
            leftSection={<Icon size={15} />}
            disabled={deeds[deed] === null || (deed === 'remove' && isOnly)}
            {...(deed === 'remove' && { color: 'red' })}
            onClick={() => deeds[deed]?.()}
          >
            {t(`builder.${deed}`)}
          </Menu.Item>
        ))}
        {more}
      </Menu.Dropdown>
    </Menu>
  );
}
