/** Shapes of the REST API that the pages work with. Ids are strings, times RFC 3339 with `Z`. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Properties = Record<string, Json>;
export type Role = 'owner' | 'admin' | 'marketer' | 'operator' | 'viewer';
export type Stage = 'visitor' | 'lead' | 'user';
export type Language = 'ru' | 'en';

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface Member {
  id: string;
  name: string;
  email: string;
  language: Language;
  /** Path of his face. */
  picture: string | null;
  has_totp: boolean;
}
export interface MyWorkspace {
  id: string;
  name: string;
  role: Role;
  is_demo: boolean;
}
export interface Me {
  member: Member;
  workspaces: MyWorkspace[];
  version: string;
}
export interface SignInSession {
  id: string;
  created_at: string;
  last_seen_at: string;
  ip: string;
  user_agent: string;
  is_current: boolean;
}
export interface TotpStart {
  secret: string;
  uri: string;
  svg: string;
}
export interface InvitationView {
  email: string;
  workspace_name: string;
  has_account: boolean;
}

export interface CollectionSettings {
  capture_contacts: boolean;
  capture_clicks: boolean;
  require_consent: boolean;
  respect_dnt: boolean;
  anonymize_ip: boolean;
  only_registered: boolean;
  require_auth: boolean;
  ads_need_consent: boolean;
  session_gap_min: number;
  late_event_h: number;
}
export interface Workspace {
  id: string;
  name: string;
  time_zone: string;
  currency: string;
  phone_region: string;
  language: Language;
  allowed_domains: string[];
  auth_key: string | null;
  settings: CollectionSettings;
  public_url: string;
  is_demo: boolean;
}
export interface WorkspacePatch extends Partial<Omit<Workspace, 'id' | 'settings' | 'auth_key' | 'public_url'>> {
  settings?: Partial<CollectionSettings>;
}
export interface TeamMember {
  id: string;
  name: string;
  email: string;
  /** Path of his face. */
  picture: string | null;
  role: Role;
  has_totp: boolean;
  created_at: string;
  last_seen_at: string | null;
}
export interface Invitation {
  id: string;
  email: string;
  role: Role;
  created_at: string;
  expires_at: string;
}
export interface WriteKey {
  id: string;
  key: string;
  name: string;
  created_at: string;
  first_event_at: string | null;
}
export interface ApiToken {
  id: string;
  name: string;
  role: Role;
  hint: string;
  created_at: string;
  last_used_at: string | null;
}
export interface AuditEntry {
  id: string;
  at: string;
  actor_kind: string;
  actor_name: string;
  action: string;
  target: string;
  details: Properties;
  ip: string;
}
export interface Letter {
  id: string;
  sender: string;
  recipient: string;
  subject: string;
  created_at: string;
}
export interface LetterBody extends Letter {
  text: string;
  html: string | null;
}
export interface OnboardingStep {
  key: string;
  is_done: boolean;
}

export interface PersonRow {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  user_id: string | null;
  stage: Stage;
  first_seen: string | null;
  last_seen: string | null;
  sessions_count: number;
  pages_count: number;
  country: string;
  city: string;
  is_online: boolean;
  orders_count: number;
  revenue: number | string;
  properties: Properties;
}
export interface PeopleQuery {
  search?: string;
  sort?: { by: string; desc: boolean };
  columns?: string[];
  limit?: number;
  cursor?: string;
  stage?: Stage;
  online?: boolean;
  /** Those whom a figure of the overview counts today. */
  today?: Today;
  /** A condition of the language. */
  filter?: Properties;
}
export type Today = 'visitors' | 'leads';
/** A deleted workspace; verified once every store has counted zero. */
export interface WorkspaceDeletion {
  deleted_id: string;
  name: string;
  requested_at: string;
  verified_at: string | null;
}
export interface PeoplePage extends Page<PersonRow> {
  total: number;
}
export interface Origin {
  source: string;
  at: string | null;
  author: string | null;
}
export interface Identity {
  kind: string;
  value: string;
  created_at: string;
}
export interface Duplicate {
  id: string;
  name: string | null;
  email: string | null;
  reason: string;
}
export interface Presence {
  url: string;
  title: string;
  since: string;
}
export interface Profile {
  id: string;
  user_id: string | null;
  stage: Stage;
  created_at: string;
  properties: Properties;
  origins: Record<string, Origin>;
  identities: Identity[];
  members: string[];
  duplicates: Duplicate[];
  is_online: boolean;
  presence: Presence | null;
  first_seen: string | null;
  last_seen: string | null;
  sessions_count: number;
  pages_count: number;
  /** Live segments the person is in. */
  segments: NamedSegment[];
  tags: string[];
  lists: { id: string; name: string }[];
  /** The last word about each channel (topic "") and topic. */
  subscriptions: Subscription[];
}
export interface Subscription {
  channel: string;
  topic: string;
  is_subscribed: boolean;
  at: string;
  source: string;
  author: string;
}
export type PropertyOp = 'set' | 'delete';
export interface Operation {
  op: PropertyOp;
  key: string;
  value?: Json;
}
export interface Merge {
  id: string;
  src: string;
  dst: string;
  reason: string;
  actor: string;
  at: string;
  undone_at: string | null;
  undone_by: string | null;
}
export interface PropertyHistory {
  property: string;
  op: string;
  old?: Json;
  value: Json;
  at: string;
  source: string;
  author: string | null;
}
export interface Device {
  device: string;
  device_type: string;
  browser: string;
  os: string;
  country: string;
  city: string;
  first_seen: string;
  last_seen: string;
}
export interface Erasure {
  id: string;
  status: 'pending' | 'running' | 'verified';
}
export interface PersonEvent {
  name: string;
  original_name: string;
  timestamp: string;
  received_at: string;
  message_id: string;
  session: string;
  person: string;
  device: string;
  source: string;
  url: string;
  quiet: boolean;
  properties: Properties;
}
export interface RecentEvent extends PersonEvent {
  person_name?: string | null;
  is_bot?: boolean;
}
export interface Reject {
  id: string;
  at: string;
  door: string;
  reason: string;
  path: string;
  detail: string;
  message_id: string;
  item: string;
}

export interface EventDefinition {
  name: string;
  original_names: string[];
  first_seen: string;
  last_seen: string;
  description: string;
  is_hidden: boolean;
  count?: number;
}
export interface PropertyDefinition {
  name: string;
  types: string[];
  first_seen: string;
  last_seen: string;
  description: string;
  is_hidden: boolean;
}
export interface EventProperty extends PropertyDefinition {
  values: Json[];
}

export interface Overview {
  online: number;
  visitors_today: number;
  events_today: number;
  leads_today: number;
  chart: { at: string; visitors: number; events: number }[];
}
export interface EngineState {
  name: string;
  ok: boolean;
  detail: string;
  version: string;
}
export interface StageState {
  name: string;
  per_s: number;
  p50_ms: number;
  p95_ms: number;
}
export interface SystemStatus {
  version: string;
  engines: EngineState[];
  stages: StageState[];
  lag_ms: number;
  accepted: number;
  processed: number;
  rejected: number;
  dropped: Record<string, number>;
  backlog_bytes: number;
  disk_free_bytes: number;
}

export interface Import {
  id: string;
  name: string;
  format: string;
  status: 'pending' | 'running' | 'done' | 'failed' | 'cancelled';
  total: number | null;
  position: number;
  rejected: number;
  error: string;
  created_by: string;
  created_at: string;
  finished_at: string | null;
  errors?: { line: number; reason: string; detail: string }[];
}

export type SegmentStatus = 'preparing' | 'live' | 'paused';
export interface NamedSegment {
  id: string;
  name: string;
}
export interface Segment {
  id: string;
  name: string;
  description: string;
  color: string;
  folder_id: string | null;
  /** The condition as it was saved. */
  filter: Properties;
  words: { ru: string; en: string };
  definition: number;
  status: SegmentStatus;
  ready_at: string | null;
  is_announcing: boolean;
  count: number | null;
  counted_at: string | null;
  depends_on: NamedSegment[];
  created_at: string;
  updated_at: string;
}
export interface SegmentFolder {
  id: string;
  name: string;
  position: number;
  segments_count: number;
}
