import ts from "typescript";
import { nodesOf, problemAt, type SourceFile, type SourceRule } from "./source-file";

const LETTER = /\p{L}/u;
/** What people read or hear, by the name of an attribute or of a property. */
const SPOKEN = /^(title|label|placeholder|description|aria-label|alt|hint|legend|empty|message)$/;

function isHeld({ path }: SourceFile): boolean {
  return /^src\/(app|components)\/.*\.tsx$/.test(path);
}

function isSpoken(node: ts.Node): boolean {
  if (ts.isStringLiteralLike(node)) return LETTER.test(node.text);
  if (!ts.isTemplateExpression(node)) return false;
  return [node.head, ...node.templateSpans.map(({ literal }) => literal)].some(({ text }) => LETTER.test(text));
}

const isComparison = ({ operatorToken }: ts.BinaryExpression): boolean =>
  /^([!=]==?|[<>]=?)$/.test(operatorToken.getText());

/** What an expression can turn out as: either branch, either operand, what is inside. */
function outcomesOf(node: ts.Node): ts.Node[] {
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse];
  if (ts.isBinaryExpression(node)) return isComparison(node) ? [] : [node.left, node.right];
  if (ts.isParenthesizedExpression(node)) return [node.expression];
  return ts.isJsxExpression(node) && node.expression ? [node.expression] : [];
}

function textsOf(node: ts.Node): ts.Node[] {
  return isSpoken(node) ? [node] : outcomesOf(node).flatMap(textsOf);
}

const isChild = (node: ts.JsxExpression): boolean => ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent);

/** Words are in src/client/texts, or in src/components/texts.ts, so that they can be found, read and translated. */
export const noTextInPages: SourceRule = (file) => {
  if (!isHeld(file)) return [];
  const found = [
    ...nodesOf(file.tree, ts.isJsxText).filter(({ text }) => LETTER.test(text)),
    ...nodesOf(file.tree, ts.isJsxExpression).filter(isChild).flatMap(textsOf),
    ...nodesOf(file.tree, ts.isJsxAttribute).flatMap(({ name, initializer }) =>
      SPOKEN.test(name.getText()) && initializer ? textsOf(initializer) : [],
    ),
    ...nodesOf(file.tree, ts.isPropertyAssignment).flatMap(({ name, initializer }) =>
      SPOKEN.test(name.getText().replace(/['"]/g, "")) ? textsOf(initializer) : [],
    ),
  ];
  return found.map((node) => problemAt(file, node, "words in a page: put them into src/client/texts"));
};
