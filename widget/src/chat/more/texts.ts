/** What is said of files, contact and rating; one language a file, as the panel's. */
export const en = {
  dismiss: 'Close',
  remove: 'Remove',
  contact: 'Where can we answer if you leave?',
  saved: 'No need to wait: we answer to ',
  email: 'Email',
  phone: 'Phone',
  save: 'Save',
  badContact: 'Please check the address or the number.',
  emoji: 'Emoji',
  tooLarge: 'larger than',
  notSent: 'not uploaded',
  picture: 'Picture',
  download: 'Download',
  drop: 'Drop files here',
  older: 'Earlier messages',
  loadFailed: 'Could not load.',
  again: 'Try again',
  units: ['B', 'KB', 'MB'],
};

export type Texts = typeof en;

export const ru: Texts = {
  dismiss: 'Закрыть',
  remove: 'Убрать',
  contact: 'Куда ответить, если уйдёте?',
  saved: 'Не ждите: ответим на ',
  email: 'Эл. почта',
  phone: 'Телефон',
  save: 'Сохранить',
  badContact: 'Проверьте адрес, номер.',
  emoji: 'Эмодзи',
  tooLarge: 'больше',
  notSent: 'не загрузилось',
  picture: 'Картинка',
  download: 'Скачать',
  drop: 'Отпустите файлы',
  older: 'Ранние сообщения',
  loadFailed: 'Не загрузилось.',
  again: 'Повторить',
  units: ['Б', 'КБ', 'МБ'],
};

export const texts = __LANGUAGE__ === 'ru' ? ru : en;
