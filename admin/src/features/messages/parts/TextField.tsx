import { useGap } from '@/components/conditions/context';
import classes from './parts.module.css';

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  path: string;
  placeholder?: string;
  type?: 'text' | 'time' | 'datetime-local';
}

/** A word or a time within a sentence. */
export function TextField({ label, value, onChange, path, placeholder, type = 'text' }: TextFieldProps) {
  const gap = useGap(path);
  return (
    <input
      type={type}
      className={type === 'text' ? classes.text : classes.time}
      aria-label={label}
      placeholder={placeholder}
      value={value}
      maxLength={500}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...gap}
    />
  );
}
