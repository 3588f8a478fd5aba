import { ActionIcon, Button, Pill, Popover, Tooltip } from '@mantine/core';
import { IconMessage2, IconMoodSmile, IconNote, IconPaperclip, IconTextPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import { inboxApi, operatorsQuery, repliesQuery } from '../api';
import { isSending } from '../keys';
import { isEmptyDraft } from '../store/drafts';
import composerStyles from '../styles/composer.module.css';
import viewsStyles from '../styles/views.module.css';
import type { Composing } from '../useComposer';
import { useSettings } from '../useSettings';
import { type Suggestion, Suggestions, useSuggestions } from './Suggestions';

const EMOJI = Array.from(
  '😀😁😂🙂😉😊😍😘😎🤔😐😕😢😭😡😱👍👎👌🙏👏💪🤝👋❤🔥⭐🎉🎁✅❌❗❓💡📦🚚💳💰📞📧📍🕐🌷☕🍵🍰🚀👀',
);

interface ComposerProps {
  id: number;
  composing: Composing;
}

/** Where an operator writes: to the visitor, or a note to his colleagues. */
export function Composer({ id, composing }: ComposerProps) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const [settings] = useSettings();
  const { draft, input, change, insert, attach, send, uploading } = composing;
  const [caret, setCaret] = useState(0);
  const [isDropping, setDropping] = useState(false);
  const isNote = draft.kind === 'note';
  const suggestions = useSuggestions({ text: draft.body, caret, isNote });
  const take = (chosen: Suggestion): void => {
    suggestions.dismiss();
    if (chosen.kind === 'text') insert(chosen.text, { from: chosen.from, to: caret });
    else
      inboxApi
        .render(chosen.reply.id, id)
        .then(({ body, files }) => insert(body, { from: chosen.from, to: caret, files }), toasts.failed);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing || suggestions.press(event, take)) return;
    if (isSending(event, settings.enterSends)) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      event.currentTarget.blur();
    }
  };
  return (
    <div
      className={composerStyles.composer}
      data-kind={draft.kind}
      data-dropping={isDropping || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        setDropping(false);
        attach(event.dataTransfer.files);
      }}
    >
      <Suggestions state={suggestions} onTake={take} />
      <Kinds composing={composing} />
      <textarea
        ref={input}
        className={composerStyles.text}
        value={draft.body}
        maxLength={20_000}
        aria-label={t(isNote ? 'inbox.noteText' : 'inbox.replyText')}
        placeholder={t(isNote ? 'inbox.noteHint' : 'inbox.replyHint')}
        onChange={(event) => {
          change({ body: event.currentTarget.value });
          setCaret(event.currentTarget.selectionStart);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          if (event.clipboardData.files.length === 0) return;
          event.preventDefault();
          attach(event.clipboardData.files);
        }}
      />
      <Attached composing={composing} />
      <div className={composerStyles.bar}>
        <Tools composing={composing} caret={caret} />
        <span style={{ flex: 1 }} />
        <Button
          size="compact-md"
          loading={uploading > 0}
          disabled={isEmptyDraft(draft)}
          onClick={send}
          title={settings.enterSends ? 'Enter' : 'Ctrl + Enter'}
        >
          {t(isNote ? 'inbox.addNote' : 'inbox.send')}
        </Button>
      </div>
    </div>
  );
}

function Kinds({ composing }: { composing: Composing }) {
  const { t } = useTranslation();
  const { draft, focus } = composing;
  return (
    <div className={composerStyles.kinds} role="group" aria-label={t('inbox.kinds')}>
      <button
        type="button"
        className={viewsStyles.tab}
        aria-pressed={draft.kind === 'message'}
        onClick={() => focus('message')}
      >
        <IconMessage2 size={15} /> {t('inbox.reply')}
      </button>
      <button
        type="button"
        className={viewsStyles.tab}
        aria-pressed={draft.kind === 'note'}
        onClick={() => focus('note')}
      >
        <IconNote size={15} /> {t('inbox.note')}
      </button>
    </div>
  );
}

function Attached({ composing }: { composing: Composing }) {
  const { t } = useTranslation();
  const { draft, change } = composing;
  if (draft.files.length === 0) return null;
  return (
    <div className={composerStyles.attached}>
      {draft.files.map((file) => (
        <Pill
          key={file.id}
          withRemoveButton
          removeButtonProps={{
            'aria-label': t('inbox.removeFile', { name: file.name }),
            'aria-hidden': false,
            tabIndex: 0,
          }}
          onRemove={() => change({ files: draft.files.filter((each) => each.id !== file.id) })}
        >
          {file.name}
        </Pill>
      ))}
    </div>
  );
}

function Tools({ composing, caret }: { composing: Composing; caret: number }) {
  const { t } = useTranslation();
  const chooser = useRef<HTMLInputElement>(null);
  const hasReplies = useQuery(repliesQuery).data?.length !== 0;
  useQuery(operatorsQuery);
  const { draft, insert, attach } = composing;
  const isAtWord = caret > 0 && !/\s$/.test(draft.body.slice(0, caret));
  return (
    <>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          attach(Array.from(event.currentTarget.files ?? []));
          event.currentTarget.value = '';
        }}
      />
      <Tooltip label={t('inbox.attach')}>
        <ActionIcon aria-label={t('inbox.attach')} onClick={() => chooser.current?.click()}>
          <IconPaperclip size={17} />
        </ActionIcon>
      </Tooltip>
      <Popover position="top-start" shadow="md" trapFocus>
        <Popover.Target>
          <ActionIcon aria-label={t('inbox.emoji')}>
            <IconMoodSmile size={17} />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown p={6}>
          <div className={composerStyles.emoji}>
            {EMOJI.map((emoji) => (
              <button key={emoji} type="button" onClick={() => insert(emoji)}>
                {emoji}
              </button>
            ))}
          </div>
        </Popover.Dropdown>
      </Popover>
      {hasReplies && (
        <Tooltip label={t('inbox.replies.insert')}>
          <ActionIcon aria-label={t('inbox.replies.insert')} onClick={() => insert(isAtWord ? ' #' : '#')}>
            <IconTextPlus size={17} />
          </ActionIcon>
        </Tooltip>
      )}
    </>
  );
}
