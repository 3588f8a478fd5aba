import { IconAlertCircle } from '@tabler/icons-react';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type en from '@/i18n/en/conditions.json';
import type { Fault } from '@/lib/api/errors';
import classes from './Faults.module.css';

type Code = keyof typeof en.fault;

/** What the server refuses at this place, in words. */
export function Faults({ faults }: { faults: readonly Fault[] }) {
  const { t } = useTranslation();
  if (faults.length === 0) return null;
  const textOf = (fault: Fault): string => {
    const code = fault.code.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    return i18next.exists(`conditions.fault.${code}`) ? t(`conditions.fault.${code as Code}`) : fault.message;
  };
  return (
    <div role="alert" className={classes.faults}>
      {faults.map((fault) => (
        <span key={`${fault.path} ${fault.code}`} title={`${fault.path}: ${fault.message}`}>
          <IconAlertCircle size={14} aria-hidden /> {textOf(fault)}
        </span>
      ))}
    </div>
  );
}
