import type { Wrong } from '../fields';
import type { Language } from '../types';

type Word =
  | Exclude<Wrong, 'consent'>
  | 'consent'
  | 'close'
  | 'back'
  | 'step'
  | 'of'
  | 'copy'
  | 'copied'
  | 'send'
  | 'thanks'
  | 'kept'
  | 'failed'
  | 'choose'
  | 'left'
  | 'message'
  | 'picture';

type Words = Record<Word, string>;

const en: Words = {
  required: 'Please fill this in',
  email: 'This does not look like an email address',
  phone: 'This does not look like a phone number',
  number: 'Please enter a number',
  date: 'Please enter a date',
  long: 'This is too long',
  consent: 'Please tick this to go on',
  close: 'Close',
  back: 'Back',
  step: 'Step',
  of: 'of',
  copy: 'Copy',
  copied: 'Copied',
  send: 'Send',
  thanks: 'Thank you!',
  kept: 'There is no connection: we will send it as soon as it is back.',
  failed: 'It could not be sent. Please try again.',
  choose: 'Choose…',
  left: 'Time left',
  message: 'Message',
  picture: 'Picture',
};

const ru: Words = {
  required: 'Заполните это поле',
  email: 'Не похоже на адрес почты',
  phone: 'Не похоже на номер телефона',
  number: 'Введите число',
  date: 'Введите дату',
  long: 'Слишком длинно',
  consent: 'Без отметки продолжить нельзя',
  close: 'Закрыть',
  back: 'Назад',
  step: 'Шаг',
  of: 'из',
  copy: 'Копировать',
  copied: 'Скопировано',
  send: 'Отправить',
  thanks: 'Спасибо!',
  kept: 'Нет связи: отправим, как только она появится.',
  failed: 'Отправить не удалось. Попробуйте ещё раз.',
  choose: 'Выберите…',
  left: 'Осталось',
  message: 'Сообщение',
  picture: 'Картинка',
};

/** The service words; all others are the content's. A file of one language holds no other. */
export const wordsOf = (language: Language): Words =>
  __LANGUAGE__ === 'en' ? en : __LANGUAGE__ === 'ru' ? ru : { en, ru }[language];
