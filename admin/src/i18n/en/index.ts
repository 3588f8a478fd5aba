import bulk from './bulk.json';
import card from './card.json';
import chat from './chat.json';
import common from './common.json';
import conditions from './conditions.json';
import errors from './errors.json';
import events from './events.json';
import imports from './imports.json';
import inbox from './inbox.json';
import install from './install.json';
import lists from './lists.json';
import overview from './overview.json';
import people from './people.json';
import push from './push.json';
import rules from './rules.json';
import scoring from './scoring.json';
import segments from './segments.json';
import sentences from './sentences.json';
import session from './session.json';
import settings from './settings.json';
import shell from './shell.json';
import statistics from './statistics.json';
import tasks from './tasks.json';

export default {
  bulk,
  card,
  chat,
  common,
  conditions,
  errors,
  events,
  imports,
  inbox,
  install,
  lists,
  overview,
  people,
  rules,
  push,
  scoring,
  segments,
  sentences,
  session,
  settings,
  shell,
  statistics,
  tasks,
};
