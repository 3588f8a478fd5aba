import type { Child } from '../../chat/view/jsx-runtime';
import { longestOf } from '../fields';
import type { Show } from '../show';
import type { FieldBlock } from '../types';
import { wordsOf } from './texts';

/** More options than these are a list that opens. */
const FEW = 7;

const COMPLETED: Record<string, string> = {
  email: 'email',
  phone: 'tel',
  $email: 'email',
  $phone: 'tel',
  $name: 'name',
  $first_name: 'given-name',
  $last_name: 'family-name',
};

interface FieldProps {
  show: Show;
  block: FieldBlock;
  id: string;
}

const faultWords = ({ show, block: { name } }: FieldProps): string | undefined => {
  const { faults, said, ends } = show;
  return said[name] || (faults[name] && wordsOf(ends.language)[faults[name]]);
};

/** What every field says of itself: whether it is wrong, and where the words about it stand. */
const about = (props: FieldProps) => {
  const { block, id } = props;
  const isWrong = !!faultWords(props);
  return {
    'aria-invalid': isWrong || undefined,
    'aria-describedby': [isWrong && `${id}-fault`, block.why && `${id}-why`].filter(Boolean).join(' ') || undefined,
  };
};

const Under = (props: FieldProps) => {
  const { block, id } = props;
  const words = faultWords(props);
  return [
    block.why && (
      <small key="why" id={`${id}-why`}>
        {block.why}
      </small>
    ),
    words && (
      <small key="fault" class="fault" id={`${id}-fault`}>
        {words}
      </small>
    ),
  ];
};

const Label = ({ block }: FieldProps) => [block.label, block.required && <i aria-hidden="true"> *</i>];

/** A question with a line, a list that opens, or boxes to tick. */
export const Field = (props: FieldProps) => {
  const { type, options = [] } = props.block;
  if (type === 'choices' || (type === 'choice' && options.length <= FEW)) return <Choices {...props} />;
  const { block, id } = props;
  return (
    <>
      {block.label && (
        <label class="label" for={id}>
          <Label {...props} />
        </label>
      )}
      <Line {...props} />
      <Under {...props} />
    </>
  );
};

const Line = (props: FieldProps): Child => {
  const { show, block, id } = props;
  const { name, type, hint, label, property } = block;
  const common = {
    ...about(props),
    id,
    name,
    class: 'in',
    required: !!block.required,
    'aria-label': label ? undefined : hint || name,
    value: (show.answers[name] as string) ?? '',
  };
  if (type === 'choice') {
    return (
      <select {...common} onchange={({ currentTarget }) => show.answer(name, currentTarget.value)}>
        <option value="">{hint || wordsOf(show.ends.language).choose}</option>
        {block.options?.map((each) => (
          <option key={each.value} value={each.value}>
            {each.label || each.value}
          </option>
        ))}
      </select>
    );
  }
  const written = {
    ...common,
    placeholder: hint,
    maxlength: longestOf(type),
    oninput: ({ currentTarget }: { currentTarget: { value: string } }) => show.answer(name, currentTarget.value),
  };
  if (type === 'long_text') return <textarea {...written} rows={3} />;
  return (
    <input
      {...written}
      type={type === 'email' || type === 'date' ? type : type === 'phone' ? 'tel' : 'text'}
      inputmode={type === 'number' ? 'decimal' : undefined}
      autocomplete={COMPLETED[property ?? ''] ?? COMPLETED[type]}
    />
  );
};

const Choices = (props: FieldProps): Child => {
  const { show, block, id } = props;
  const { name, type, options = [] } = block;
  const answer = show.answers[name] ?? [];
  const chosen = [answer].flat();
  const isOne = type === 'choice';
  const choose = (value: string, isOn: boolean): void =>
    show.answer(
      name,
      isOne ? value : options.map((each) => each.value).filter((v) => (v === value ? isOn : chosen.includes(v))),
    );
  return (
    <fieldset
      class="field"
      role={isOne ? 'radiogroup' : 'group'}
      aria-label={block.label || block.hint}
      {...about(props)}
    >
      {block.label && (
        <span class="label" aria-hidden="true">
          <Label {...props} />
        </span>
      )}
      {options.map(({ value, label }) => (
        <label key={value} class="tick">
          <input
            type={isOne ? 'radio' : 'checkbox'}
            name={id}
            value={value}
            checked={chosen.includes(value)}
            onchange={({ currentTarget }) => choose(value, currentTarget.checked)}
          />
          <span>{label || value}</span>
        </label>
      ))}
      <Under {...props} />
    </fieldset>
  );
};
