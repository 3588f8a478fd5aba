import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import type { Json, Profile } from '@/lib/api/types';
import { textOf } from '@/lib/events/sentence';
import { useFormat } from '@/lib/format';
import { orderStatus, propertyTitle } from '@/lib/properties';
import { Pairs } from './Pairs';

const LISTED = 5;

/** Goods as the pipeline keeps them: names, or objects with a name. */
export function goodsOf(value: Json | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .map((item) => {
      if (typeof item !== 'object' || item === null || Array.isArray(item)) return textOf(item);
      const name = textOf(item.name) || textOf(item.product_id);
      const quantity = Number(item.quantity ?? 1);
      return quantity > 1 ? `${name} × ${quantity}` : name;
    })
    .filter(Boolean);
}

function Goods({ value }: { value: Json | undefined }) {
  const { t } = useTranslation();
  const goods = goodsOf(value);
  const rest = goods.length - LISTED;
  return (
    <>
      {goods.slice(0, LISTED).map((name, index) => (
        <div key={index}>{name}</div>
      ))}
      {rest > 0 && (
        <Text span size="xs" c="dimmed">
          {t('card.andMore', { count: rest })}
        </Text>
      )}
    </>
  );
}

/** Orders, money and cart; a visitor who never came near a purchase has none. */
export function ShopSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { properties } = profile;
  const pairs: [string, ReactNode][] = [];
  const add = (name: string, show: (value: Json) => ReactNode) => {
    const value = properties[name];
    const isSet = value !== undefined && value !== null && value !== '' && Number(value) !== 0;
    if (isSet && !(Array.isArray(value) && value.length === 0)) pairs.push([propertyTitle(t, name), show(value)]);
  };
  const money = (value: Json) => format.money(textOf(value));
  add('$revenue', (value) => <b>{money(value)}</b>);
  add('$orders_count', (value) => format.number(textOf(value)));
  add('$paid_orders_count', (value) => format.number(textOf(value)));
  add('$average_cheque', money);
  add('$last_order_at', (value) => <Moment at={textOf(value)} />);
  add('$last_order_status', (value) => orderStatus(t, textOf(value)));
  add('$cart_amount', money);
  add('$cart_items', (value) => <Goods value={value} />);
  add('$viewed_products', (value) => <Goods value={value} />);
  add('$ordered_items', (value) => <Goods value={value} />);
  if (pairs.length === 0) return null;
  return (
    <Section title={t('card.shop')} text={t('card.allTime')}>
      <Pairs pairs={pairs} />
    </Section>
  );
}
