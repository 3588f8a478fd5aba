import { Fragment, type ReactNode } from 'react';
import { useFormat } from '@/lib/format';
import classes from './person.module.css';

/** Names and values in two columns. */
export function Pairs({ pairs }: { pairs: [string, ReactNode][] }) {
  return (
    <dl className={classes.pairs}>
      {pairs.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

export function Count({ value }: { value: number }) {
  return <>{useFormat().number(value)}</>;
}
