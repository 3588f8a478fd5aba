import { Fragment } from 'react';
import { parseBody } from '../text/parse';

/** Somebody's words. Only ever text; links open elsewhere and tell nothing about us. */
export function BodyText({ body }: { body: string }) {
  return (
    <>
      {parseBody(body).map((token, index) =>
        token.kind === 'text' ? (
          <Fragment key={index}>{token.text}</Fragment>
        ) : (
          <a key={index} href={token.href} target="_blank" rel="noreferrer noopener nofollow">
            {token.text}
          </a>
        ),
      )}
    </>
  );
}
