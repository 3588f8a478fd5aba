// Names that nobody outside the chat's files knows: they can be shortened.
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** These names stand on the wire, in the browser's storage, on elements, or in the hands of the tracker and the admin. */
const KNOWN = /(^|\/)(types|jsx-runtime)\.ts$/;
/** What one file of the chat gives to another, as members of an object. */
const GIVEN = /(^|\/)(shared|main)\.ts$/;
/** The entry, whose exports are asked for by their names. */
const ENTRY = '/chat/chat.ts';

/** Members of the classes and interfaces of some folders, and what their files give each other, but for what somebody else knows. */
export const listOwnNames = (...folders) => {
  const own = new Set();
  const known = new Set(['css', 'build', 'brought']);
  const list = (folder) => readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name}`);
  for (const file of folders.flatMap(list).filter((name) => /\.tsx?$/.test(name))) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
    const names = KNOWN.test(file) ? known : own;
    const visit = (node) => {
      if (ts.isClassLike(node) || ts.isInterfaceDeclaration(node))
        for (const { name } of node.members) names.add(name?.text);
      if (ts.isParameter(node) && node.modifiers?.length) names.add(node.name.text);
      if (GIVEN.test(file) && ts.isShorthandPropertyAssignment(node)) own.add(node.name.text);
      if (file.endsWith(ENTRY) && ts.isVariableStatement(node))
        known.add(node.declarationList.declarations[0].name.text);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return [...own].filter((name) => name && !known.has(name));
};
