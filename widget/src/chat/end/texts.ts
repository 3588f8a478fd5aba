/** What is said at the end of a conversation; one language a file, as the panel's. */
export const en = {
  closed: 'The conversation is closed. Write to open it again.',
  send: 'Send',
  failed: 'It did not work. Please try again later.',
  rate: 'How did we help you?',
  rates: ['Terrible', 'Bad', 'Fine', 'Good', 'Great'],
  comment: 'A word about it, if you like',
  rated: 'Thank you for your rating!',
  mail: 'Send this conversation to your email?',
  email: 'Email',
  badEmail: 'Please check the address.',
  mailed: 'The conversation is on its way to your email.',
};

export type Texts = typeof en;

export const ru: Texts = {
  closed: 'Диалог закрыт. Напишите, и он откроется снова.',
  send: 'Отправить',
  failed: 'Не получилось. Попробуйте позже.',
  rate: 'Мы вам помогли?',
  rates: ['Ужасно', 'Плохо', 'Нормально', 'Хорошо', 'Отлично'],
  comment: 'Пара слов, если хотите',
  rated: 'Спасибо за оценку!',
  mail: 'Прислать этот разговор вам на почту?',
  email: 'Эл. почта',
  badEmail: 'Проверьте адрес.',
  mailed: 'Разговор скоро придёт к вам на почту.',
};

export const texts = __LANGUAGE__ === 'ru' ? ru : en;
