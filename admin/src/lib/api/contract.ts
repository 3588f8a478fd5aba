/** The types the pages work with, held against what the server says of itself: `tsc` fails where they part. */
import type * as lists from './lists';
import type { components } from './schema';
import type * as scoring from './scoring';
import type * as ours from './types';

type Said = components['schemas'];
/** What the server answers must be good enough for us. */
type Fits<Ours, Theirs extends Ours> = [Ours, Theirs];

export type Contract = [
  // `language` is told as any text; the server takes only the two.
  Fits<Omit<ours.Member, 'language'>, Said['MemberAnswer']>,
  Fits<ours.MyWorkspace, Said['MyWorkspace']>,
  Fits<Omit<ours.Workspace, 'language'>, Said['WorkspaceAnswer']>,
  Fits<ours.TeamMember, Said['Teammate']>,
  Fits<ours.Invitation, Said['InvitationAnswer']>,
  Fits<ours.WriteKey, Said['WriteKeyAnswer']>,
  Fits<ours.ApiToken, Said['ApiTokenAnswer']>,
  Fits<ours.Letter, Said['LetterRow']>,
  Fits<ours.SignInSession, Said['SignInRow']>,
  Fits<ours.TotpStart, Said['TotpStart']>,
  Fits<ours.InvitationView, Said['InvitationView']>,
  Fits<ours.OnboardingStep, Said['StepAnswer']>,
  Fits<Omit<ours.Profile, 'properties'>, Said['Profile']>,
  Fits<ours.Merge, Said['Merge']>,
  Fits<ours.Device, Said['Device']>,
  Fits<Omit<ours.PersonRow, 'properties'>, Said['PersonAnswer']>,
  Fits<Omit<ours.PersonEvent, 'properties'>, Said['EventAnswer']>,
  Fits<Omit<ours.RecentEvent, 'properties'>, Said['RecentEvent']>,
  Fits<ours.EventDefinition, Said['EventDefinition']>,
  Fits<ours.PropertyDefinition, Said['PropertyDefinition']>,
  Fits<ours.Overview, Said['OverviewAnswer']>,
  Fits<ours.Reject, Said['RejectAnswer']>,
  Fits<ours.WorkspaceDeletion, Said['DeletionAnswer']>,
  Fits<ours.Import, Said['ImportAnswer']>,
  Fits<Omit<ours.Segment, 'filter'>, Said['SegmentAnswer']>,
  Fits<ours.SegmentFolder, Said['FolderAnswer']>,
  Fits<lists.PeopleList, Said['PeopleList']>,
  Fits<lists.ListMember, Said['ListMember']>,
  Fits<lists.ListChange, Said['ListChange']>,
  Fits<lists.ListImport, Said['ListImportAnswer']>,
  Fits<lists.CountedTag, Said['Tag']>,
  Fits<scoring.ScoringPreview, Said['ScoringPreview']>,
  Fits<scoring.StageCounts, Said['StageCounts']>,
  Fits<scoring.RfmGrid, Said['RfmGrid']>,
  Fits<scoring.Rfm, Said['RfmBody']>,
  Fits<scoring.PersonScore, Said['PersonScore']>,
];
