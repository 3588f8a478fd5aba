/** The types the inbox works with, held against what the server says of itself: `tsc` fails where they part. */
import type { components } from '@/lib/api/schema';
import type * as ours from './types';

type Said = components['schemas'];
/** What the server answers must be good enough for us. */
type Fits<Ours, Theirs extends Ours> = [Ours, Theirs];
/** Fields with a default: the server says them always, its description does not promise it. */
type Later = 'is_unread' | 'merged_into' | 'team' | 'rating' | 'rating_comment' | 'rated_at';

export type Contract = [
  Fits<Omit<ours.Conversation, Later>, Said['ConversationAnswer']>,
  Fits<Omit<ours.Part, 'author' | 'data'>, Said['PartAnswer']>,
  Fits<ours.ReadMark, Said['ReadAnswer']>,
  Fits<Pick<ours.ConversationPage, 'seq' | 'next'>, Said['ConversationPage']>,
  Fits<Pick<ours.Team, 'id' | 'name' | 'mode'>, Said['TeamAnswer']>,
  Fits<ours.Visitor, Said['VisitorAnswer']>,
  Fits<ours.SavedReply, Said['ReplyAnswer']>,
  Fits<ours.ReplyFolder, Said['ReplyFolderAnswer']>,
  Fits<Omit<ours.SlashCommand, 'title'>, Said['CommandAnswer']>,
  Fits<Pick<ours.Found, 'snippet' | 'ranges'>, Said['SearchItem']>,
  Fits<Pick<ours.PartPage, 'seq' | 'next'>, Said['PartPage']>,
  Fits<Pick<ours.ConversationDetail, 'seq' | 'next' | 'readers'>, Said['Talk']>,
];
