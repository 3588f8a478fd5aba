import type { Messenger } from '../messenger';

/** What the open chat says. A file is built for each language, and carries only its own. */
export const en = {
  title: 'Write to us',
  back: 'Back to conversations',
  start: 'New conversation',
  welcome: 'Hello! How can we help?',
  placeholder: 'Your message',
  send: 'Send',
  attach: 'Attach a file',
  emoji: 'Emoji',
  sending: 'Sending…',
  sent: 'Sent',
  seen: 'Read',
  failed: 'Not sent',
  again: 'Try again',
  discard: 'Delete',
  typing: 'is typing…',
  team: 'Team',
  automatic: 'Automatic answer',
  isOpen: 'We are here and answer soon',
  isClosed: 'We are away now',
  answers: 'We answer again',
  today: 'today',
  tomorrow: 'tomorrow',
  yesterday: 'yesterday',
  at: 'at',
  offline: 'Write your question: we answer when we are back.',
  connecting: 'Connecting…',
  mail: 'Get it by email',
};

export type Texts = typeof en;

export const ru: Texts = {
  title: 'Напишите нам',
  back: 'К диалогам',
  start: 'Новый диалог',
  welcome: 'Здравствуйте! Чем помочь?',
  placeholder: 'Ваше сообщение',
  send: 'Отправить',
  attach: 'Прикрепить файл',
  emoji: 'Эмодзи',
  sending: 'Отправка…',
  sent: 'Отправлено',
  seen: 'Прочитано',
  failed: 'Не отправлено',
  again: 'Повторить',
  discard: 'Удалить',
  typing: 'печатает…',
  team: 'Команда',
  automatic: 'Автоответ',
  isOpen: 'Мы на связи и скоро ответим',
  isClosed: 'Мы не на связи',
  answers: 'Снова ответим',
  today: 'сегодня',
  tomorrow: 'завтра',
  yesterday: 'вчера',
  at: 'в',
  offline: 'Напишите нам: мы ответим.',
  connecting: 'Соединение…',
  mail: 'Прислать на почту',
};

export const texts = __LANGUAGE__ === 'ru' ? ru : en;

export const titleOf = (chat: Messenger): string => chat.told('title') || texts.title;
