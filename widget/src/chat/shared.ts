import { attempt, parse, randomKey, stringify } from './safe';
import { countIn, listOf, partsOf } from './state';
import { useChat } from './ui/context';
import { Face, Faces } from './ui/Face';
import { CloseIcon, icon } from './ui/icons';
import { useEffect, useRef, useState } from './view/draw';
import { Fragment, jsx } from './view/jsx-runtime';

/** What the files that come later use of this one: they get these as they are here, so that there is one of each. */
export const shared = {
  attempt,
  CloseIcon,
  countIn,
  Face,
  Faces,
  Fragment,
  icon,
  jsx,
  listOf,
  parse,
  partsOf,
  randomKey,
  stringify,
  useChat,
  useEffect,
  useRef,
  useState,
};
