import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Empty } from '@/components/ui/states';
import type { Fault } from '@/lib/api/errors';
import type { Json } from '@/lib/api/types';
import type { Channel } from '../api/graph';
import { PopupEditor } from '../popups/PopupEditor';
import { ChatEditor } from './ChatEditor';
import { EmailEditor } from './EmailEditor';
import { TaskEditor } from './TaskEditor';
import { EventsContext } from './useVariables';
import { WebhookEditor } from './WebhookEditor';

export type ContentFields = Record<string, Json>;

export interface ContentProps {
  content: ContentFields;
  onChange: (content: ContentFields) => void;
  /** With paths from the content: `content.subject`. */
  faults: readonly Fault[];
}

interface ContentEditorProps extends ContentProps {
  channel: Channel;
  /** Events that begin the message: their properties are offered to its texts. */
  events?: readonly string[];
}

const NONE: readonly string[] = [];

/** What a message says, by the means of its channel, with what it looks like beside it. */
export function ContentEditor({ channel, events = NONE, ...props }: ContentEditorProps) {
  return (
    <EventsContext value={events}>
      <OfChannel channel={channel} {...props} />
    </EventsContext>
  );
}

function OfChannel({ channel, ...props }: ContentProps & { channel: Channel }) {
  const { t } = useTranslation();
  switch (channel) {
    case 'popup':
    case 'form':
      return <PopupEditor channel={channel} {...props} />;
    case 'chat':
      return <ChatEditor {...props} />;
    case 'email':
      return <EmailEditor {...props} />;
    case 'webhook':
      return <WebhookEditor {...props} />;
    case 'task':
      return <TaskEditor {...props} />;
    default:
      return <Empty icon={IconPlugConnectedX} title={t('messages.noEditor')} text={t('messages.noEditorText')} />;
  }
}

/** Faults of one field of the content, or of what lies below it. */
export const faultsOf = (faults: readonly Fault[], field: string): Fault[] =>
  faults.filter(({ path }) => {
    const place = path.replace(/^content\.?/, '');
    return place === field || place.startsWith(`${field}.`) || place.startsWith(`${field}[`);
  });

export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
