import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import { messages } from '@/features/messages/routes';
import { withTexts } from '@/i18n/parts';
import { CrashPage, NotFoundPage } from './ErrorPages';
import { Shell } from './shell/Shell';

/** Pages of those who are not signed in. */
const gate: RouteObject[] = [
  { path: '/setup', lazy: () => import('@/features/session/routes/Setup') },
  { path: '/sign-in', lazy: () => import('@/features/session/routes/SignIn') },
  { path: '/password-resets', lazy: () => import('@/features/session/routes/ForgotPassword') },
  { path: '/password-resets/:token', lazy: () => import('@/features/session/routes/NewPassword') },
  { path: '/invitations/:token', lazy: () => import('@/features/session/routes/AcceptInvitation') },
];

const settings: RouteObject = {
  path: 'settings',
  lazy: () => import('@/features/settings/routes/Settings'),
  children: [
    { index: true, element: <Navigate to="profile" replace /> },
    { path: 'profile', lazy: withTexts(['mail'], () => import('@/features/settings/routes/MyProfile')) },
    { path: 'workspace', lazy: () => import('@/features/settings/routes/WorkspaceSettings') },
    { path: 'collection', lazy: () => import('@/features/settings/routes/Collection') },
    { path: 'chat', lazy: () => import('@/features/settings/routes/Chat') },
    { path: 'messages', lazy: withTexts(['messages'], () => import('@/features/messages/settings/routes/Settings')) },
    { path: 'mail', lazy: withTexts(['mail', 'incoming'], () => import('@/features/settings/routes/Mail')) },
    { path: 'sending', lazy: withTexts(['sending'], () => import('@/features/settings/routes/Sending')) },
    { path: 'team', lazy: () => import('@/features/settings/routes/Team') },
    { path: 'teams', lazy: () => import('@/features/settings/routes/Rules') },
    { path: 'keys', lazy: () => import('@/features/settings/routes/Keys') },
    { path: 'audit', lazy: () => import('@/features/settings/routes/Audit') },
    { path: 'mailbox', element: <Navigate to="/mailbox" replace /> },
    { path: 'system', lazy: () => import('@/features/settings/routes/System') },
  ],
};

const inside: RouteObject[] = [
  { index: true, lazy: () => import('@/features/overview/routes/Overview') },
  { path: 'inbox/visitors', lazy: () => import('@/features/inbox/routes/Visitors') },
  { path: 'inbox/replies', lazy: () => import('@/features/inbox/routes/Replies') },
  { path: 'inbox/statistics', lazy: () => import('@/features/inbox/routes/Statistics') },
  { path: 'inbox/:id?', lazy: () => import('@/features/inbox/routes/InboxPage') },
  { path: 'tasks', lazy: () => import('@/features/tasks/routes/Tasks') },
  { path: 'people', lazy: () => import('@/features/people/routes/People') },
  { path: 'people/:id', lazy: () => import('@/features/card/routes/Card') },
  ...messages,
  { path: 'segments', lazy: () => import('@/features/segments/routes/Segments') },
  { path: 'segments/new', lazy: () => import('@/features/segments/routes/NewSegment') },
  { path: 'segments/:id', lazy: () => import('@/features/segments/routes/SegmentPage') },
  { path: 'segments/:id/edit', lazy: () => import('@/features/segments/routes/EditSegment') },
  { path: 'lists', lazy: () => import('@/features/lists/routes/Lists') },
  { path: 'lists/tags', lazy: () => import('@/features/lists/routes/Tags') },
  { path: 'lists/:id', lazy: () => import('@/features/lists/routes/ListPage') },
  { path: 'scoring', lazy: () => import('@/features/scoring/routes/ScoringPage') },
  { path: 'scoring/stages', lazy: () => import('@/features/scoring/routes/StagesPage') },
  { path: 'scoring/rfm', lazy: () => import('@/features/scoring/routes/RfmPage') },
  { path: 'events', element: <Navigate to="/events/live" replace /> },
  { path: 'events/live', lazy: () => import('@/features/events/routes/Live') },
  { path: 'events/catalogue', lazy: () => import('@/features/events/routes/Catalogue') },
  { path: 'events/rejects', lazy: () => import('@/features/events/routes/Rejects') },
  { path: 'install', lazy: () => import('@/features/install/routes/Install') },
  { path: 'imports', lazy: () => import('@/features/imports/routes/Imports') },
  { path: 'imports/new', lazy: () => import('@/features/imports/routes/NewImport') },
  { path: 'imports/:id', lazy: () => import('@/features/imports/routes/ImportPage') },
  { path: 'mailbox/:id?', lazy: () => import('@/features/settings/routes/Mailbox') },
  settings,
  { path: '*', element: <NotFoundPage /> },
];

const guarded = inside.map((route) => ({ ...route, errorElement: <CrashPage /> }));

export const router = createBrowserRouter([
  {
    errorElement: <CrashPage />,
    hydrateFallbackElement: <></>,
    children: [...gate, { path: '/', element: <Shell />, children: guarded }],
  },
]);
