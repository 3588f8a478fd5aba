import { ActionIcon, Button, Group, Input, Menu, Popover, ScrollArea, TextInput, Tooltip } from '@mantine/core';
import { IconBold, IconBraces, IconItalic, IconLink, IconList, IconListNumbers } from '@tabler/icons-react';
import { type ClipboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fault } from '@/lib/api/errors';
import { useFaultText } from '../../../parts/faults';
import { useVariables, written } from '../../useVariables';
import classes from '../email.module.css';
import { fromHtml, isLink, toHtml } from '../model/rich';

interface RichFieldProps {
  label: string;
  value: string;
  onChange: (html: string) => void;
  faults: readonly Fault[];
}

const MARKS = [
  { deed: 'bold', icon: IconBold },
  { deed: 'italic', icon: IconItalic },
  { deed: 'insertUnorderedList', icon: IconList },
  { deed: 'insertOrderedList', icon: IconListNumbers },
] as const;

function command(name: string, value?: string): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- every browser has it, and nothing else keeps the browser's own undo
  document.execCommand(name, false, value);
}

/** The browser's own editing; what comes of it is read anew into the few tags a letter may have. */
function run(name: string, value?: string): void {
  command('styleWithCSS', 'false');
  command('defaultParagraphSeparator', 'p');
  command(name, value);
}

/** Words with bold, italics, links and lists, as they will look; Liquid is typed or chosen. */
export function RichField({ label, value, onChange, faults }: RichFieldProps) {
  const { t } = useTranslation();
  const faultText = useFaultText();
  const id = useId();
  const field = useRef<HTMLDivElement>(null);
  const told = useRef<string | null>(null);
  useEffect(() => {
    if (field.current && told.current !== value) {
      field.current.innerHTML = fromHtml(value);
      told.current = value;
    }
  }, [value]);
  const tell = (): void => {
    if (!field.current) return;
    told.current = toHtml(field.current);
    onChange(told.current);
  };
  const act = (name: string, argument?: string): void => {
    field.current?.focus();
    run(name, argument);
    tell();
  };
  const paste = (event: ClipboardEvent): void => {
    event.preventDefault();
    const html = event.clipboardData.getData('text/html');
    const text = event.clipboardData.getData('text/plain');
    if (html) run('insertHTML', fromHtml(html));
    else run('insertText', text);
    tell();
  };
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      labelProps={{ id: `${id}-label` }}
      error={faults.length > 0 ? faults.map(faultText).join(' · ') : undefined}
    >
      <div className={classes.rich}>
        <Group gap={2} className={classes.richBar} role="toolbar" aria-label={t('letters.rich.bar')}>
          {MARKS.map(({ deed, icon: Icon }) => (
            <Tooltip key={deed} label={t(`letters.rich.${deed}`)}>
              <ActionIcon
                size={28}
                aria-label={t(`letters.rich.${deed}`)}
                // The words that are chosen stay chosen.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => act(deed)}
              >
                <Icon size={16} stroke={1.8} />
              </ActionIcon>
            </Tooltip>
          ))}
          <LinkButton field={field} onLink={(url) => act(url ? 'createLink' : 'unlink', url)} />
          <VariableMenu onChoose={(text) => act('insertText', text)} />
        </Group>
        {/* biome-ignore lint/a11y/useSemanticElements: a text with marks is no textarea */}
        <div
          ref={field}
          className={classes.richField}
          contentEditable
          suppressContentEditableWarning
          role="textbox"
          tabIndex={0}
          aria-multiline
          aria-labelledby={`${id}-label`}
          aria-invalid={faults.length > 0 || undefined}
          onInput={tell}
          onPaste={paste}
          onFocus={() => command('defaultParagraphSeparator', 'p')}
        />
      </div>
    </Input.Wrapper>
  );
}

interface LinkButtonProps {
  field: RefObject<HTMLElement | null>;
  /** '': the link goes. */
  onLink: (url: string) => void;
}

/** The address of the words that are chosen; the caret waits where it was. */
function LinkButton({ field, onLink }: LinkButtonProps) {
  const { t } = useTranslation();
  const [url, write] = useState<string | null>(null);
  const kept = useRef<Range | null>(null);
  const open = (): void => {
    const selection = window.getSelection();
    const range = selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
    kept.current = range && field.current?.contains(range.startContainer) ? range.cloneRange() : null;
    const around = kept.current?.startContainer.parentElement?.closest('a');
    if (around && kept.current) kept.current.selectNodeContents(around);
    write(around?.getAttribute('href') ?? 'https://');
  };
  const link = (to: string): void => {
    const selection = window.getSelection();
    write(null);
    field.current?.focus();
    if (kept.current && selection) {
      selection.removeAllRanges();
      selection.addRange(kept.current);
    }
    onLink(to);
  };
  return (
    <Popover opened={url !== null} onChange={() => write(null)} width={300} trapFocus shadow="md">
      <Popover.Target>
        <Tooltip label={t('letters.rich.link')}>
          <ActionIcon
            size={28}
            aria-label={t('letters.rich.link')}
            onMouseDown={(event) => event.preventDefault()}
            onClick={open}
          >
            <IconLink size={16} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <TextInput
          data-autofocus
          label={t('letters.rich.url')}
          value={url ?? ''}
          onChange={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !isLink(url ?? '')) return;
            event.preventDefault();
            link(url ?? '');
          }}
        />
        <Group gap="xs" mt="xs">
          <Button size="compact-sm" disabled={!isLink(url ?? '')} onClick={() => link(url ?? '')}>
            {t('letters.rich.put')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => link('')}>
            {t('letters.rich.unlink')}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}

function VariableMenu({ onChoose }: { onChoose: (text: string) => void }) {
  const { t } = useTranslation();
  const variables = useVariables();
  return (
    <Menu position="bottom-end" width={280} returnFocus={false}>
      <Menu.Target>
        <ActionIcon
          size={28}
          aria-label={t('messages.liquid.insert')}
          title={t('messages.liquid.insert')}
          onMouseDown={(event) => event.preventDefault()}
        >
          <IconBraces size={16} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <ScrollArea.Autosize mah={280}>
          {variables.map((variable) => (
            <Menu.Item key={variable.path} onClick={() => onChoose(written(variable))}>
              {variable.title}
            </Menu.Item>
          ))}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}
