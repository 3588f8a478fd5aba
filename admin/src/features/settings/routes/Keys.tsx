import { Tokens } from '../components/Tokens';
import { WriteKeys } from '../components/WriteKeys';

/** Keys of sites and tokens of programs. */
export function Component() {
  return (
    <>
      <WriteKeys />
      <Tokens />
    </>
  );
}
