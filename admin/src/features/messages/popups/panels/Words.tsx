import { LiquidField } from '../../contents/LiquidField';
import { useFault } from '../context';

interface WordsProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** The field of the block it is: where its faults stand. */
  at: string;
  description?: string;
  placeholder?: string;
  /** Of several lines. */
  isLong?: boolean;
  maxLength?: number;
}

/** A text a visitor reads: what is known of him can be put into it. */
export function Words({ at, ...props }: WordsProps) {
  const fault = useFault()(at);
  return <LiquidField {...props} minRows={2} {...(fault && { faults: [fault] })} />;
}
