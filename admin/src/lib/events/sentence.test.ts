import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import en from '@/i18n/en';
import ru from '@/i18n/ru';
import type { Properties } from '@/lib/api/types';
import { makeFormat } from '@/lib/format';
import { LOOKS } from './kinds';
import { pathOf, sentenceOf, TOLD_NAMES } from './sentence';

beforeAll(async () => {
  await i18next.init({
    lng: 'en',
    resources: { en: { translation: en }, ru: { translation: ru } },
    interpolation: { escapeValue: false },
  });
});

function tell(language: string, name: string, properties: Properties): string {
  return sentenceOf(i18next.getFixedT(language), makeFormat(language, 'Europe/Moscow', 'RUB'), { name, properties });
}

describe('sentences of events', () => {
  it('exist for every event that has a look, and no other', () => {
    expect([...TOLD_NAMES].sort()).toEqual(Object.keys(LOOKS).sort());
  });

  it('tell a purchase with its number, sum and goods', () => {
    const order = { order_id: '1001', amount: '4990.50', items: [{ name: 'Cup' }, { name: 'Tea' }] };
    expect(tell('en', '$order_completed', order)).toBe('Placed an order № 1001, ₽4,990.50, 2 items');
    expect(tell('ru', '$order_completed', order).replaceAll('\u00a0', ' ')).toBe(
      'Оформлен заказ № 1001, 4 990,50 ₽, 2 товара',
    );
  });

  it('tell what became of a message by its channel, of whatever channel it is', () => {
    expect(tell('en', '$message_read', { channel: 'email' })).toBe('Email: read');
    expect(tell('ru', '$message_skipped', { channel: 'email' })).toBe('Письмо: не отправлено');
    expect(tell('ru', '$message_sent', { channel: 'pigeon' })).toBe('Сообщение: отправлено');
    expect(tell('ru', '$promo_code_issued', { code: 'TEA-10' })).toBe('Выдан промокод TEA-10');
  });

  it('tell a first value apart from a change and a removal', () => {
    expect(tell('en', '$email_changed', { new: 'a@b.ru' })).toBe('Email became known: a@b.ru');
    expect(tell('en', '$email_changed', { old: 'a@b.ru', new: 'c@d.ru' })).toBe('Email: a@b.ru → c@d.ru');
    expect(tell('en', '$property_changed', { property: 'plan', old: 'pro', new: null, author: 'Anna' })).toBe(
      'plan removed: pro — Anna',
    );
  });

  it('tell a standard status in words and any other as the shop calls it', () => {
    const status = (value: string) => tell('ru', '$order_status_changed', { order_id: '7', status: value });
    expect(status('completed')).toBe('Заказ № 7: оформлен');
    expect(status('packed: box 2')).toBe('Заказ № 7: packed: box 2');
    expect(status('constructor')).toBe('Заказ № 7: constructor');
  });

  it('end in no colon when a recognition brought no ID', () => {
    expect(tell('ru', '$identified', {})).toBe('Личность известна');
    expect(tell('ru', '$identified', { user_id: 'u1' })).toBe('Личность известна: u1');
  });

  it('name the segment and the list somebody came to', () => {
    expect(tell('en', '$segment_entered', { segment: 'Buyers', segment_id: '7' })).toBe('Entered the segment “Buyers”');
    expect(tell('ru', '$list_left', { list_id: '7' })).toBe('Удаление из списка «7»');
    expect(tell('en', '$score_reached', { score: 26.5, level: 'Hot lead' })).toBe('Reached “Hot lead”, score 26.5');
    expect(tell('ru', '$score_reached', { score: 26 })).toBe('Балл дошёл до 26');
  });

  it('survive properties of any kind', () => {
    const odd: Properties = { name: ['a'], price: 'много', quantity: 'x', amount: { a: 1 }, items: 7, currency: '??' };
    for (const name of TOLD_NAMES) expect(tell('ru', name, odd)).not.toBe('');
  });

  it('leave the names of a site as they are', () => {
    expect(tell('ru', 'lesson_finished', {})).toBe('lesson_finished');
  });
});

describe('pathOf', () => {
  it('shows a path in letters and never throws', () => {
    expect(pathOf('https://shop.ru/%D1%87%D0%B0%D0%B9?a=1')).toBe('/чай?a=1');
    expect(pathOf('https://shop.ru/%E0%A4%A')).toBe('https://shop.ru/%E0%A4%A');
    expect(pathOf('')).toBe('');
  });
});
