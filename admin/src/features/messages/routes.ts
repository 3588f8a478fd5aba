import type { RouteObject } from 'react-router';
import { withTexts } from '@/i18n/parts';

/** Pages of messages and scenarios; their texts come with them. */
export const messages: RouteObject[] = [
  { path: 'messages', lazy: withTexts(['messages'], () => import('./list/routes/Messages')) },
  { path: 'messages/new', lazy: withTexts(['messages'], () => import('./list/routes/NewMessage')) },
  { path: 'messages/map', lazy: withTexts(['messages', 'chain'], () => import('./map/routes/Map')) },
  { path: 'messages/calendar', lazy: withTexts(['messages', 'chain'], () => import('./calendar/routes/Calendar')) },
  { path: 'messages/watch', lazy: withTexts(['messages', 'watch'], () => import('./watch/routes/Incidents')) },
  {
    path: 'messages/results',
    lazy: withTexts(['messages', 'report', 'results'], () => import('./results/routes/Results')),
  },
  { path: 'messages/ready', lazy: withTexts(['messages', 'chain'], () => import('./ready/routes/Ready')) },
  {
    path: 'messages/promo-codes',
    lazy: withTexts(['messages', 'promo'], () => import('./promo/routes/PromoPools')),
  },
  {
    path: 'messages/triggers',
    lazy: withTexts(['messages', 'triggers'], () => import('./triggers/routes/SavedTriggers')),
  },
  {
    path: 'messages/delivery',
    lazy: withTexts(['messages', 'sending'], () => import('./delivery/routes/Delivery')),
  },
  {
    path: 'messages/suppressed',
    lazy: withTexts(['messages', 'sending'], () => import('./delivery/routes/Suppressed')),
  },
  {
    path: 'messages/:id/chain',
    lazy: withTexts(['messages', 'chain', 'report', 'watch'], () => import('./chain/routes/Chain')),
  },
  {
    path: 'messages/:id/submissions',
    lazy: withTexts(['messages', 'popups'], () => import('./popups/submissions/SubmissionsPage')),
  },
  { path: 'messages/:id/people', lazy: withTexts(['messages', 'chain'], () => import('./chain/routes/Walkers')) },
  { path: 'messages/:id', lazy: withTexts(['messages', 'watch'], () => import('./editor/routes/MessagePage')) },
  {
    path: 'messages/:id/report',
    lazy: withTexts(['messages', 'report', 'sending', 'watch'], () => import('./report/routes/Report')),
  },
];
