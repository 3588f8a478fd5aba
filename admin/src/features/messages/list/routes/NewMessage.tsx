import { Group, Text, ThemeIcon } from '@mantine/core';
import { IconRoute, IconSend2, IconSparkles } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Page } from '@/components/ui/Page';
import { Section } from '@/components/ui/Section';
import { useToasts } from '@/components/ui/toast';
import { useUrlState } from '@/lib/urlState';
import { SCENARIOS, scenariosApi } from '../../api';
import type { Channel, Graph } from '../../api/graph';
import type { ScenarioKind } from '../../api/types';
import { ChannelIcon } from '../../parts/ChannelIcon';
import { emptyMessage } from '../drafts';
import classes from '../list.module.css';

const SITE: Channel[] = ['popup', 'form', 'chat'];
const OTHERS: Channel[] = ['email', 'webhook', 'task'];

interface Wanted {
  kind: ScenarioKind;
  channel?: Channel;
}

function nameOf(t: TFunction, { kind, channel }: Wanted): string {
  return channel ? t(`messages.untitled.${channel}` as 'messages.untitled.popup') : t(`messages.untitled.${kind}`);
}

/** A draft with a name, and its graph where one step says it all. */
async function begin(name: string, { kind, channel }: Wanted, saved?: number): Promise<string> {
  const made = await scenariosApi.create({ kind, name });
  const graph: Graph | null = channel && kind === 'message' ? emptyMessage(channel, saved) : null;
  if (graph) await scenariosApi.save(made.id, graph);
  return made.id;
}

/** What to say, and how: each leads into its editor. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const toasts = useToasts();
  const client = useQueryClient();
  const [{ trigger }] = useUrlState(['trigger'] as const);
  const start = useMutation({
    mutationFn: (wanted: Wanted) => begin(nameOf(t, wanted), wanted, trigger ? Number(trigger) : undefined),
    onSuccess: (id, { kind }) => {
      void client.invalidateQueries({ queryKey: SCENARIOS });
      void navigate(kind === 'chain' ? `/messages/${id}/chain` : `/messages/${id}`);
    },
    onError: toasts.failed,
  });
  const channel = (each: Channel) => (
    <Tile
      key={each}
      icon={<ChannelIcon channel={each} size={36} isSilent />}
      title={t(`messages.channel.${each}`)}
      text={t(`messages.channelText.${each}` as 'messages.channelText.popup')}
      onClick={() => start.mutate({ kind: 'message', channel: each })}
    />
  );
  return (
    <Page title={t('messages.newTitle')} width="narrow">
      <Section title={t('messages.onSite')} text={t('messages.onSiteText')}>
        <div className={classes.tiles}>{SITE.map(channel)}</div>
      </Section>
      <Section title={t('messages.elsewhere')}>
        <div className={classes.tiles}>{OTHERS.map(channel)}</div>
      </Section>
      <Section title={t('messages.bigger')}>
        <div className={classes.tiles}>
          <Tile
            icon={<Big icon={<IconRoute size={21} stroke={1.7} />} />}
            title={t('messages.kind.chain')}
            text={t('messages.kindText.chain')}
            onClick={() => start.mutate({ kind: 'chain' })}
          />
          <Tile
            icon={<Big icon={<IconSend2 size={21} stroke={1.7} />} />}
            title={t('messages.kind.mailing')}
            text={t('messages.kindText.mailing')}
            onClick={() => start.mutate({ kind: 'mailing', channel: 'email' })}
          />
          <Link to="/messages/ready" className={classes.tile}>
            <TileBody
              icon={<Big icon={<IconSparkles size={21} stroke={1.7} />} />}
              title={t('messages.ready')}
              text={t('messages.readyText')}
            />
          </Link>
        </div>
      </Section>
    </Page>
  );
}

function Big({ icon }: { icon: ReactNode }) {
  return (
    <ThemeIcon variant="light" size={36} radius="md" aria-hidden>
      {icon}
    </ThemeIcon>
  );
}

interface TileProps {
  icon: ReactNode;
  title: string;
  text: string;
  onClick: () => void;
}

function Tile({ onClick, ...body }: TileProps) {
  return (
    <button type="button" className={classes.tile} onClick={onClick}>
      <TileBody {...body} />
    </button>
  );
}

function TileBody({ icon, title, text }: Omit<TileProps, 'onClick'>) {
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      {icon}
      <div style={{ minWidth: 0 }}>
        <Text span fw={600} display="block">
          {title}
        </Text>
        <Text span size="xs" c="dimmed" display="block" mt={2}>
          {text}
        </Text>
      </div>
    </Group>
  );
}
