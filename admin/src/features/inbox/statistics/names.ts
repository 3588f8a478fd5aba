import type { TFunction } from 'i18next';
import type { Channel } from '../api/types';
import type { Group, GroupLine } from './api';

/** How a line of the table is called. */
export function lineName(t: TFunction, by: Group, line: Pick<GroupLine, 'key' | 'name'>): string {
  if (by === 'channel') return t(`inbox.channel.${line.key as Channel}`);
  if (line.key === '0' && by !== 'tag') return t(by === 'team' ? 'statistics.noTeam' : 'statistics.nobody');
  return line.name || t('inbox.someone');
}
