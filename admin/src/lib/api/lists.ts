/** Lists of people and tags as the REST API gives them; held against it in contract.ts. */

export const TAG_COLORS = ['gray', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink'] as const;

export interface PeopleList {
  id: string;
  name: string;
  description: string;
  created_by: string;
  created_at: string;
  count: number;
}
/** Somebody on a list; `source` and `author` of the word that put him there. */
export interface ListMember {
  id: string;
  user_id: string | null;
  name: string | null;
  email: string | null;
  phone: string | null;
  joined_at: string;
  source: string;
  author: string;
}
/** What became of a call that puts people on a list or takes them off. */
export interface ListChange {
  changed: number;
  unchanged: number;
  unknown: string[];
  ambiguous: string[];
}
export interface ListImportError {
  line: number;
  value: string;
  reason: string;
}
/** What became of a file of people for a list. */
export interface ListImport {
  column: string;
  kind: string;
  joined: number;
  unchanged: number;
  created: number;
  refused: number;
  errors: ListImportError[];
}
/** A tag: `tag` is its name for ever (conditions use it), `title` what is shown. */
export interface CountedTag {
  tag: string;
  title: string;
  color: string;
  created_at: string;
  count?: number | null;
}
