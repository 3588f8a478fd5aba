/** What the panel, a file of its own, uses of this one: it gets these as they are here, so that there is one of each. */
export { Fragment } from 'preact';
export { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
export { jsx, jsxs } from 'preact/jsx-runtime';
export { attempt, parse, randomKey, stringify } from './safe';
export { countIn, listOf, partsOf } from './state';
export { useChat } from './ui/context';
export { Face, Faces } from './ui/Face';
export { CloseIcon, icon } from './ui/icons';
