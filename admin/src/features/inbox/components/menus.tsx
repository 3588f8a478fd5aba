import { Avatar, Button, Menu, Popover, TagsInput, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import { fromField, presets } from '@/lib/presets';
import { useSession } from '@/lib/session';
import { inboxTagsQuery, operatorsQuery } from '../api';
import classes from '../styles/composer.module.css';

interface MenuProps {
  isOpen?: boolean;
  onToggle?: (isOpen: boolean) => void;
  children: ReactNode;
}

const opened = ({ isOpen, onToggle }: MenuProps) => ({
  ...(isOpen !== undefined && { opened: isOpen }),
  ...(onToggle && { onChange: onToggle }),
});

interface AssignProps extends MenuProps {
  assignee: number | null | undefined;
  onAssign: (member: number | null) => void;
}

/** Whose it is: mine, nobody's, a colleague's. */
export function AssignMenu(props: AssignProps) {
  const { t } = useTranslation();
  const { me } = useSession();
  const { assignee, onAssign, children } = props;
  const operators = useQuery(operatorsQuery).data ?? [];
  const mine = Number(me.member.id);
  return (
    <Menu width={240} {...opened(props)}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {assignee !== mine && <Menu.Item onClick={() => onAssign(mine)}>{t('inbox.toMe')}</Menu.Item>}
        {assignee !== null && <Menu.Item onClick={() => onAssign(null)}>{t('inbox.toNobody')}</Menu.Item>}
        <Menu.Divider />
        {operators
          .filter(({ id }) => id !== assignee && id !== mine)
          .map(({ id, name, state }) => (
            <Menu.Item
              key={id}
              leftSection={
                <Avatar size={20} radius={20} variant="light" aria-hidden>
                  {name.charAt(0)}
                </Avatar>
              }
              rightSection={
                <Text span size="xs" c="dimmed">
                  {t(`inbox.state.${state}`)}
                </Text>
              }
              onClick={() => onAssign(id)}
            >
              {name}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface PopupProps {
  isOpen?: boolean | undefined;
  onToggle?: ((isOpen: boolean) => void) | undefined;
  /** The button that opens it. */
  children: (toggle: () => void) => ReactElement;
}

/** A small dialog below its button, opened by it or by a key. */
function Popup({ isOpen, onToggle, children, width, body }: PopupProps & { width: number; body: ReactNode }) {
  const [own, setOwn] = useState(false);
  const opened = isOpen ?? own;
  const change = onToggle ?? setOwn;
  return (
    <Popover opened={opened} onChange={change} width={width} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>{children(() => change(!opened))}</Popover.Target>
      <Popover.Dropdown p={6}>{body}</Popover.Dropdown>
    </Popover>
  );
}

/** Puts off: to a ready time or to any other. */
export function SnoozeMenu({ onSnooze, ...popup }: PopupProps & { onSnooze: (until: string) => void }) {
  return <Popup {...popup} width={280} body={<Times onSnooze={onSnooze} />} />;
}

function Times({ onSnooze }: { onSnooze: (until: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState('');
  const until = fromField(text, format.zone);
  return (
    <>
      {presets(new Date(), format.zone).map((preset, index) => (
        <button
          key={preset.name}
          type="button"
          className={classes.option}
          data-autofocus={index === 0 || undefined}
          style={{ display: 'flex', justifyContent: 'space-between', gap: 8 }}
          onClick={() => onSnooze(preset.until.toISOString())}
        >
          {t(`inbox.preset.${preset.name}`)}
          <Text span size="xs" c="dimmed">
            {format.moment(preset.until.toISOString())}
          </Text>
        </button>
      ))}
      <form
        style={{ display: 'flex', gap: 6, alignItems: 'flex-end', padding: '6px 4px 4px' }}
        onSubmit={(event) => {
          event.preventDefault();
          if (until && until.getTime() > Date.now()) onSnooze(until.toISOString());
        }}
      >
        <TextInput
          size="xs"
          type="datetime-local"
          style={{ flex: 1 }}
          label={t('inbox.ownTime')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" variant="default" disabled={!until}>
          {t('common.save')}
        </Button>
      </form>
    </>
  );
}

/** Tags of the conversation: known ones offered, new ones as they are typed. */
export function TagMenu({
  tags,
  onTag,
  ...popup
}: PopupProps & { tags: string[]; onTag: (tag: string, isOn: boolean) => void }) {
  return <Popup {...popup} width={290} body={<Tags tags={tags} onTag={onTag} />} />;
}

function Tags({ tags, onTag }: { tags: string[]; onTag: (tag: string, isOn: boolean) => void }) {
  const { t } = useTranslation();
  const known = useQuery(inboxTagsQuery).data ?? [];
  return (
    <TagsInput
      size="xs"
      data-autofocus
      label={t('inbox.tags')}
      placeholder={t('inbox.addTag')}
      comboboxProps={{ withinPortal: false }}
      data={known.map(({ tag }) => tag)}
      value={tags}
      maxLength={60}
      onChange={(next) => {
        for (const tag of next) if (!tags.includes(tag)) onTag(tag, true);
        for (const tag of tags) if (!next.includes(tag)) onTag(tag, false);
      }}
    />
  );
}
