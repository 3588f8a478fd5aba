import {
  IconActivityHeartbeat,
  IconBolt,
  IconBook2,
  IconBookmark,
  IconCalendarEvent,
  IconChecklist,
  IconCode,
  IconDatabaseImport,
  IconFilter,
  IconGauge,
  IconInbox,
  IconListDetails,
  IconMail,
  IconMailCheck,
  IconMailOff,
  IconMap2,
  IconPlus,
  IconScale,
  IconSend,
  IconSettings,
  IconSparkles,
  IconStars,
  IconTicket,
  IconUsers,
} from '@tabler/icons-react';

/** Places of the interface; the palette and the sidebar show the same. */
export const PLACES = [
  { to: '/inbox', label: 'shell.nav.inbox', icon: IconInbox },
  { to: '/tasks', label: 'shell.nav.tasks', icon: IconChecklist },
  { to: '/', label: 'shell.nav.overview', icon: IconGauge },
  { to: '/people', label: 'shell.nav.people', icon: IconUsers },
  { to: '/messages', label: 'shell.nav.messages', icon: IconSend },
  { to: '/segments', label: 'shell.nav.segments', icon: IconFilter },
  { to: '/lists', label: 'shell.nav.lists', icon: IconListDetails },
  { to: '/scoring', label: 'shell.nav.scoring', icon: IconStars },
] as const;

/** Pages of messages: the palette knows them, the sidebar has no room for them. */
export const MESSAGE_PLACES = [
  { to: '/messages/new', label: 'shell.nav.newMessage', icon: IconPlus },
  { to: '/messages/ready', label: 'shell.nav.ready', icon: IconSparkles },
  { to: '/messages/map', label: 'shell.nav.map', icon: IconMap2 },
  { to: '/messages/calendar', label: 'shell.nav.calendar', icon: IconCalendarEvent },
  { to: '/messages/results', label: 'shell.nav.results', icon: IconScale },
  { to: '/messages/watch', label: 'shell.nav.watch', icon: IconActivityHeartbeat },
  { to: '/messages/triggers', label: 'shell.nav.triggers', icon: IconBookmark },
  { to: '/messages/delivery', label: 'shell.nav.delivery', icon: IconMailCheck },
  { to: '/messages/suppressed', label: 'shell.nav.suppressed', icon: IconMailOff },
  { to: '/messages/promo-codes', label: 'shell.nav.promo', icon: IconTicket },
] as const;

export const DATA_PLACES = [
  { to: '/events/live', label: 'shell.nav.live', icon: IconBolt },
  { to: '/events/catalogue', label: 'shell.nav.catalogue', icon: IconBook2 },
  { to: '/imports', label: 'shell.nav.imports', icon: IconDatabaseImport },
] as const;

export const CARE_PLACES = [
  { to: '/install', label: 'shell.nav.install', icon: IconCode },
  { to: '/mailbox', label: 'shell.nav.mailbox', icon: IconMail },
  { to: '/settings', label: 'shell.nav.settings', icon: IconSettings },
] as const;
